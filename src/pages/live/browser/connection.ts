import type { LiveView } from '../../../shapes.js';
import { bePatient, PATIENCE, type Patience } from '../../browser/patience.js';
import type { LiveScene } from '../view.js';
import type { Screen } from './screen.js';

const isView = (value: unknown): value is LiveView => typeof value === 'object' && value !== null && 'phase' in value;

/** The emulator sends its published shape; something in between may answer in its place. */
const viewIn = (answer: unknown): LiveView => {
  if (!isView(answer)) throw new Error('unusable answer');
  return answer;
};

/** Follows the instance: by a stream, or by asking again and again. */
export const followInstance = (address: URL, screen: Screen): void => {
  let streams = true;
  let isCodeWanted = false;
  let disconnect = (): void => undefined;

  /** Shows what a stream sends until it ends, or is silent for longer than it ought to be. */
  const readStream = async (
    body: ReadableStream<Uint8Array<ArrayBuffer>>,
    { signal, expectMore }: Patience,
  ): Promise<number> => {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    // Something in between may hold a stream back; then the next attempt asks.
    streams = false;
    expectMore(PATIENCE);
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        if (signal.aborted) return { done: true, value: undefined } as const;
        throw error;
      });
      if (done) return signal.aborted ? 0 : 300;
      const parts = (text + value).split('\n\n');
      text = parts.pop() ?? '';
      const last = parts.filter((part) => part.startsWith('data: ')).pop();
      if (last === undefined) continue;
      const view = viewIn(JSON.parse(last.slice(6)));
      streams = true;
      expectMore(Math.max(PATIENCE, (view.remaining ?? 60_000) + 3000));
      void screen.show(view);
    }
  };

  const askForCode = (): URL => {
    const url = new URL(address);
    url.searchParams.set('renew', 'true');
    return url;
  };
  const problemOf = (status: number): LiveScene | undefined => {
    const problems: Readonly<Record<number, LiveScene>> = {
      400: 'invalid',
      401: 'denied',
      404: screen.wasFound() ? 'gone' : 'unknown',
    };
    return problems[status];
  };

  /** Follows the instance as long as it can; resolves with the milliseconds to wait before the next attempt. */
  const follow = async (attempt: Patience): Promise<number> => {
    const isCodeAsked = isCodeWanted;
    const isStream = streams && !isCodeAsked;
    const reply = await fetch(isCodeAsked ? askForCode() : address, {
      headers: {
        Accept: isStream ? 'text/event-stream' : 'application/json',
        // What the page asks by itself says so; what its button asks for is a person's.
        ...(isCodeAsked ? {} : { 'X-Wachat-Emulator-Page': 'live' }),
      },
      cache: 'no-store',
      signal: attempt.signal,
    });
    const problem = problemOf(reply.status);
    if (problem === undefined && !reply.ok) throw new Error('unusable answer');
    if (problem !== undefined) {
      isCodeWanted = false;
      screen.showProblem(problem);
      return 3000;
    }
    if (reply.status === 204) {
      streams = false;
      return 0;
    }
    if (isStream && reply.body !== null) return readStream(reply.body, attempt);
    const view = viewIn(await reply.json());
    isCodeWanted = false;
    await screen.show(view);
    return isCodeAsked ? 0 : Math.min(900, screen.timeLeft());
  };

  const start = async (): Promise<void> => {
    disconnect();
    if (document.hidden) return;
    const leaving = new AbortController();
    let attempt: Patience | undefined;
    disconnect = () => {
      leaving.abort();
      attempt?.leave();
    };
    while (!leaving.signal.aborted) {
      attempt = bePatient();
      const pause = await follow(attempt).catch(() => {
        if (!leaving.signal.aborted) screen.setLost(true);
        return 1000;
      });
      attempt.rest();
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  const restart = (): void => {
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
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) disconnect();
    else restart();
  });
  addEventListener('pagehide', () => {
    disconnect();
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) restart();
  });
  addEventListener('online', restart);
  void start();
};
