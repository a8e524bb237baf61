/** The part of the pages' scripts that gives up what does not come in time. */
export const patience = String.raw`
  const PATIENCE = 5000;

  /* For one request. A connection may be dead without a word, and would hold the page up for good. */
  const bePatient = () => {
    const controller = new AbortController();
    let timer;
    const rest = () => clearTimeout(timer);
    const expectMore = (milliseconds) => {
      rest();
      timer = setTimeout(() => controller.abort(), milliseconds);
    };
    expectMore(PATIENCE);
    return { signal: controller.signal, expectMore, rest, leave: () => controller.abort() };
  };
`;
