import { createSharedLog } from '../domain/shared-log.js';
import { createTrail, MOST_STEPS, type Ending, type Step } from './trail.js';

/** Maximum number of entries in all accounts, and maximum size of their contents in bytes. */
const MOST_ENTRIES = 10_000;
export const MOST_JOURNAL_BYTES = 32 * 1_048_576;
/** The share of this that the trail may take on top. */
export const TRAIL_SHARE = 1 / 16;
/** Approximate size of an entry without its texts, in bytes. */
const ENTRY_BYTES = 1_536;

/** The key of requests that belong to no account: without a key, or with one that is not accepted. */
export const UNCLAIMED = '';

/** A text that was sent, possibly truncated. */
export type Text = { readonly text: string; readonly bytes: number; readonly isCut: boolean };

/** A request to the imitated API and its answer. Nothing in it is masked yet. */
export type Entry = {
  /** Its number within the account, from 1. */
  readonly id: number;
  /** Its number over all accounts. */
  readonly order: number;
  /** When it was answered, in milliseconds since 1970, by the account's clock. */
  readonly time: number;
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  /** The query string, without the question mark. */
  readonly query: string;
  /** The operation's id; `null` for an unknown path and a wrong verb. */
  readonly operation: string | null;
  /** Technical name of the instance that it was about; `null` if there was none. */
  readonly instance: string | null;
  /** What it was called at that time. */
  readonly displayName: string | null;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `null` without a body, or if it was not read. */
  readonly body: Text | null;
  /** `null` if the client disconnected before the answer. */
  readonly status: number | null;
  /** `null` without an answer, or if that is not text. */
  readonly reply: Text | null;
  /** Milliseconds until the answer, by the process's clock. */
  readonly duration: number;
  /** The warning in the answer. */
  readonly warnings: string | null;
  /** The fault that fired on the request. */
  readonly fault: string | null;
};

/** What a text takes: a string with anything beyond Latin-1 has two bytes for each of its units. */
const heapBytesOf = (sent: Text | null): number =>
  sent === null ? 0 : sent.bytes > sent.text.length ? 2 * sent.text.length : sent.text.length;

const sizeOf = ({ body, reply, path, query, headers }: Entry): number => {
  let size = ENTRY_BYTES + path.length + query.length + heapBytesOf(body) + heapBytesOf(reply);
  for (const name of Object.keys(headers)) size += name.length + String(headers[name] ?? '').length;
  return size;
};

/** Somebody who follows the entries of a key. */
export type Reader = {
  /** There is a new entry. */
  readonly changed: (entry: Entry) => void;
  /** The entries were dropped. */
  readonly ended: () => void;
};

/**
 * Requests and their answers, by API key.
 * @param fitting how many bytes fit, if that is fewer than there may be
 */
export const createJournal = (fitting = Infinity) => {
  const mostBytes = Math.floor(Math.min(MOST_JOURNAL_BYTES, fitting));
  /** The least that an entry counts as, so that not too many fit in. */
  const least = Math.ceil(mostBytes / MOST_ENTRIES);
  /** How many entries each key has had, as long as it has any. */
  const counts = new Map<string, number>();
  const readers = new Map<string, Set<Reader>>();
  const log = createSharedLog<string, Entry>(
    mostBytes,
    (entry) => Math.max(sizeOf(entry), least),
    (key, left) => {
      if (left === 0) counts.delete(key);
    },
  );
  const trail = createTrail(mostBytes * TRAIL_SHARE, sizeOf);
  let order = 0;

  return {
    add(key: string, entry: Omit<Entry, 'id' | 'order'>): void {
      const id = (counts.get(key) ?? 0) + 1;
      counts.set(key, id);
      const numbered = { ...entry, id, order: ++order };
      log.add(key, numbered);
      trail.add(key, numbered);
      for (const reader of [...(readers.get(key) ?? [])]) reader.changed(numbered);
    },
    /** The entries of a key, oldest first, and how many have been evicted. */
    of(key: string): { readonly entries: readonly Entry[]; readonly dropped: number } {
      const entries = log.of(key);
      return { entries, dropped: (counts.get(key) ?? 0) - entries.length };
    },
    /** The last entries over all keys, in order of arrival, also of accounts that have ended since. */
    last: (count = MOST_STEPS): readonly Step<Entry>[] => trail.last(count),
    /** Tells `reader` of each new entry of a key; returns a function that stops it. */
    watch(key: string, reader: Reader): () => void {
      const all = readers.get(key) ?? new Set();
      readers.set(key, all.add(reader));
      return () => {
        all.delete(reader);
        if (all.size === 0 && readers.get(key) === all) readers.delete(key);
      };
    },
    /**
     * Drops the entries of a key, or all, and ends the watches on them.
     * @param by what somebody asked for, if it was that
     */
    clear(key?: string, by?: Ending): void {
      if (by !== undefined) trail.end(by, key);
      if (key === undefined) {
        log.clear();
        counts.clear();
      } else if (counts.delete(key)) log.forget(key);
      const ending = key === undefined ? [...readers.values()] : [readers.get(key) ?? new Set<Reader>()];
      if (key === undefined) readers.clear();
      else readers.delete(key);
      for (const all of ending) for (const reader of [...all]) reader.ended();
    },
  };
};
