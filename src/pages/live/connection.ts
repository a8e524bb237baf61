/** The part of the live page's script that follows the instance: by a stream, or by asking again and again. */
export const liveConnection = String.raw`
  let streams = true;
  let isCodeWanted = false;
  let letGo = () => undefined;

  /* Shows what a stream sends until it ends, or is silent for longer than it ought to be. */
  const readStream = async (body, { signal, expectMore }) => {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    // Something in between may hold a stream back; then the next attempt asks.
    streams = false;
    expectMore(PATIENCE);
    for (;;) {
      const { done, value } = await reader.read().catch((error) => {
        if (signal.aborted) return { done: true };
        throw error;
      });
      if (done) return signal.aborted ? 0 : 300;
      const parts = (text + value).split('\n\n');
      text = parts.pop();
      const last = parts.filter((part) => part.startsWith('data: ')).pop();
      if (last === undefined) continue;
      const view = JSON.parse(last.slice(6));
      streams = true;
      expectMore(Math.max(PATIENCE, (view.remaining === null ? 60000 : view.remaining) + 3000));
      void show(view);
    }
  };

  const askForCode = () => {
    const url = new URL(address);
    url.searchParams.set('renew', 'true');
    return url;
  };

  /* Follows the instance as long as it can; resolves with the milliseconds to wait before the next attempt. */
  const follow = async (attempt) => {
    const isCodeAsked = isCodeWanted;
    const isStream = streams && !isCodeAsked;
    const url = isCodeAsked ? askForCode() : address;
    const headers = { Accept: isStream ? 'text/event-stream' : 'application/json' };
    // What the page asks by itself says so; what its button asks for is a person's.
    if (!isCodeAsked) headers['X-Wachat-Emulator-Page'] = 'live';
    const reply = await fetch(url, { headers, cache: 'no-store', signal: attempt.signal });
    const problem = { 400: 'invalid', 401: 'denied', 404: wasFound ? 'gone' : 'unknown' }[reply.status];
    if (problem === undefined && !reply.ok) throw new Error('unusable answer');
    if (problem !== undefined) {
      isCodeWanted = false;
      showProblem(problem);
      return 3000;
    }
    if (reply.status === 204) {
      streams = false;
      return 0;
    }
    if (isStream) return readStream(reply.body, attempt);
    const view = await reply.json();
    isCodeWanted = false;
    await show(view);
    return isCodeAsked ? 0 : Math.min(900, timeLeft());
  };

  const start = async () => {
    letGo();
    if (document.hidden) return;
    let isLeft = false;
    let attempt;
    letGo = () => {
      isLeft = true;
      attempt.leave();
    };
    while (!isLeft) {
      attempt = bePatient();
      const pause = await follow(attempt).catch(() => {
        if (!isLeft) setLost(true);
        return 1000;
      });
      attempt.rest();
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  const restart = () => {
    streams = true;
    void start();
  };

  for (const form of document.querySelectorAll('form')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      isCodeWanted = true;
      void start();
    });
  }
  // A page that nobody sees leaves its connection to those that are seen.
  document.addEventListener('visibilitychange', () => (document.hidden ? letGo() : restart()));
  addEventListener('pagehide', () => letGo());
  addEventListener('pageshow', (event) => event.persisted && restart());
  addEventListener('online', restart);
  void start();
`;
