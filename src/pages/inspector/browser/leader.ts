import { isObject } from './call.js';

/*
 * Tabs of one browser elect one that holds the connection: browsers open few to one host, and each costs the emulator
 * something. Locks would do it in three lines, but browsers have none where the page comes by plain HTTP from another
 * machine.
 */

type Said =
  | { readonly kind: 'who' | 'beat' | 'leave'; readonly from: string }
  | { readonly kind: 'news'; readonly from: string; readonly news: unknown };

const isSaid = (value: unknown): value is Said => isObject(value) && 'kind' in value && 'from' in value;

/** From 0 to 1. */
const chance = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

const BETWEEN_BEATS = 1_000;
/** A new tab waits so long for a leader to say that there is one; the others, for its next beat. */
const AT_FIRST = 300;
const LATER = 4_000;

export type Circle = {
  /** Tells the other tabs. */
  readonly tell: (news: unknown) => void;
  readonly leave: () => void;
};

/**
 * Joins the tabs that have the same interest.
 * @param lead called when this tab becomes the leader; what it returns, when it no longer is
 * @param hear called for all that the leader tells
 * @param greeting what the leader tells when another tab comes
 */
export const join = (
  name: string,
  lead: () => () => void,
  hear: (news: unknown) => void,
  greeting: () => unknown,
): Circle => {
  const from = `${String(Date.now())} ${String(chance())}`;
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
  let stop: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const say = (said: Said): void => channel?.postMessage(said);
  const beat = (): void => {
    say({ kind: 'beat', from });
    clearTimeout(timer);
    timer = setTimeout(beat, BETWEEN_BEATS);
  };
  const claim = (): void => {
    if (stop !== undefined) return;
    stop = lead();
    beat();
  };
  const follow = (patience: number): void => {
    clearTimeout(timer);
    stop?.();
    stop = undefined;
    // Not all at once.
    timer = setTimeout(claim, patience * (1 + chance() / 2));
  };
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isSaid(data)) return;
    if (data.kind === 'news') hear(data.news);
    else if (data.kind === 'who') {
      if (stop === undefined) return;
      beat();
      say({ kind: 'news', from, news: greeting() });
    } else if (data.kind === 'leave') {
      if (stop === undefined) follow(AT_FIRST);
    } // Of two leaders the older one stays.
    else if (stop === undefined || data.from < from) follow(LATER);
    else beat();
  });
  const leave = (): void => {
    if (stop !== undefined) say({ kind: 'leave', from });
    clearTimeout(timer);
    stop?.();
    stop = undefined;
    channel?.close();
    removeEventListener('pagehide', leave);
  };
  addEventListener('pagehide', leave);

  if (channel === undefined) claim();
  else {
    say({ kind: 'who', from });
    follow(AT_FIRST);
  }
  return {
    tell: (news) => {
      say({ kind: 'news', from, news });
    },
    leave,
  };
};
