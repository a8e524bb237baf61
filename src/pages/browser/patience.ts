/** After so many milliseconds, what does not come is given up. */
export const PATIENCE = 5000;

/** What is left of the patience for one request. */
export type Patience = {
  readonly signal: AbortSignal;
  /** Begins anew: something is to come within so many milliseconds. */
  readonly expectMore: (milliseconds: number) => void;
  /** Nothing more is expected. */
  readonly rest: () => void;
  readonly leave: () => void;
};

/** For one request. A connection may be dead without a word, and would hold the page up for good. */
export const bePatient = (): Patience => {
  const controller = new AbortController();
  const leave = (): void => {
    controller.abort();
  };
  let timer = setTimeout(leave, PATIENCE);
  const rest = (): void => {
    clearTimeout(timer);
  };
  const expectMore = (milliseconds: number): void => {
    rest();
    timer = setTimeout(leave, milliseconds);
  };
  return { signal: controller.signal, expectMore, rest, leave };
};
