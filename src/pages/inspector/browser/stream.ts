import { effect, signal } from '@preact/signals';
import { isObject, parsed, WATCHING } from './call.js';
import { eventsIn } from './event-stream.js';
import { apiKey, keyProblem } from './key.js';
import { join, type Circle } from './leader.js';

/** What the stream tells: its kind, as in `GET /_emulator/stream`, and what it says. `gap` means that anything may have changed. */
export type Note = { readonly kind: string; readonly data: Readonly<Record<string, unknown>> };

/**
 * How the page follows: `live` by the stream, `polling` where that fails, `lost` without an answer, `resting` while
 * nobody sees the page or no key can be sent.
 */
export type Connection = 'connecting' | 'live' | 'polling' | 'lost' | 'resting';
export const connection = signal<Connection>('connecting');

type Told = { readonly note: Note } | { readonly state: Connection };
const isTold = (value: unknown): value is Told => isObject(value) && ('note' in value || 'state' in value);

const listeners = new Set<(note: Note) => void>();
/** Calls `listener` for each note, until the returned function is called. */
export const listen = (listener: (note: Note) => void): (() => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};
const tell = (note: Note): void => {
  for (const listener of [...listeners]) listener(note);
};
/** Whether a note says that all that was there is gone, so that even the ids begin anew. */
export const isNewLife = ({ kind, data }: Note): boolean =>
  kind === 'gap' && (data.reason === 'restarted' || data.reason === 'reset');
/** Has everything on the page look anew. */
export const stir = (): void => {
  tell({ kind: 'gap', data: { reason: 'here' } });
};

/** Milliseconds: a stream that is silent for longer is dead; it has a heartbeat every 15 s. */
const SILENCE = 35_000;
/** The first note comes at once; a proxy that collects replies would keep it. */
const HELLO = 5_000;
const POLLING = 2_000;
const MOST_LOOKS = 10;
const waits = [250, 1_000, 2_000, 5_000] as const;

/** Whether the emulator answers at all, though its stream does not come through. */
const doesAnswer = async (): Promise<boolean> => {
  try {
    const { ok } = await fetch('_emulator/health', {
      cache: 'no-store',
      headers: WATCHING,
      signal: AbortSignal.timeout(POLLING),
    });
    return ok;
  } catch {
    return false;
  }
};

/** Holds the connection, and opens it again whenever it ends; returns what closes it. */
const follow = (key: string, told: (what: Told) => void): (() => void) => {
  const over = new AbortController();
  let last = '';
  let failures = 0;

  const connect = async (): Promise<void> => {
    const one = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (patience: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        one.abort();
      }, patience);
    };
    wait(HELLO);
    try {
      const reply = await fetch('_emulator/stream', {
        signal: AbortSignal.any([over.signal, one.signal]),
        cache: 'no-store',
        headers: {
          Authorization: `Bearer ${key}`,
          Accept: 'text/event-stream',
          ...WATCHING,
          ...(last === '' ? {} : { 'Last-Event-ID': last }),
        },
      });
      if (!reply.ok || reply.body === null) return;
      for await (const { id, kind, data } of eventsIn(reply.body, () => {
        wait(SILENCE);
      })) {
        if (id !== '') last = id;
        if (failures > 0 || kind === 'hello') told({ state: 'live' });
        failures = 0;
        const said = parsed(data);
        told({ note: { kind, data: isObject(said) ? said : {} } });
      }
    } catch {
      // Cut, by whichever side; or somebody on the way collects what is to come at once.
    } finally {
      clearTimeout(timer);
    }
  };
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
      over.signal.addEventListener('abort', () => {
        resolve();
      });
    });
  const isOver = (): boolean => over.signal.aborted;
  const run = async (): Promise<void> => {
    for (;;) {
      await connect();
      if (isOver()) return;
      failures++;
      // Where the stream fails again and again, more is looked up before the next try.
      for (let looks = Math.min(failures, MOST_LOOKS); looks > 0; looks--) {
        const isAnswering = await doesAnswer();
        if (isOver()) return;
        told({ state: isAnswering ? 'polling' : 'lost' });
        told({ note: { kind: 'gap', data: { reason: 'cut' } } });
        await pause(isAnswering ? POLLING : (waits[Math.min(failures, waits.length) - 1] ?? POLLING));
        if (isOver()) return;
        if (!isAnswering) break;
      }
    }
  };
  void run();
  return () => {
    over.abort();
  };
};

/** Follows the account of the key from now on, over one connection for all tabs of the browser that show it. */
export const startFollowing = (): void => {
  effect(() => {
    const key = apiKey.value;
    if (keyProblem.value !== '') {
      connection.value = 'resting';
      return undefined;
    }
    connection.value = 'connecting';
    const receive = (what: unknown): void => {
      if (!isTold(what)) return;
      if ('state' in what) connection.value = what.state;
      else {
        if (what.note.kind !== 'gap') connection.value = 'live';
        tell(what.note);
      }
    };
    const circle: Circle = join(
      `wachat-emulator ${location.pathname} ${key}`,
      () =>
        follow(key, (what) => {
          circle.tell(what);
          receive(what);
        }),
      receive,
      // Until something happens, another tab would not know that it is followed.
      (): Told => ({ state: connection.peek() }),
    );
    return circle.leave;
  });
};
