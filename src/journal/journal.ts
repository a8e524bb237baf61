/** Maximum number of entries in all accounts, and maximum size of their contents in bytes. */
const MOST_ENTRIES = 10_000;
const MOST_BYTES = 32 * 1_048_576;
/** Approximate size of an entry without its texts, in bytes. */
const ENTRY_BYTES = 512;
/** The share of an account's entries that is evicted at a time, so that eviction is rare. */
const SHARE_DROPPED = 0.1;

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
  /** The operation's id; `null` for an unknown path, a wrong verb and a call that is not built. */
  readonly operation: string | null;
  /** Technical name of the instance that it was about; `null` if there was none. */
  readonly instance: string | null;
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

type Kept = { entries: Entry[]; bytes: number; count: number; dropped: number };

const sizeOf = ({ body, reply, path, query, headers }: Entry): number => {
  let size = ENTRY_BYTES + path.length + query.length + (body?.text.length ?? 0) + (reply?.text.length ?? 0);
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

/** Requests and their answers, by API key. */
export const createJournal = () => {
  const keys = new Map<string, Kept>();
  const readers = new Map<string, Set<Reader>>();
  let entryCount = 0;
  let bytes = 0;
  let order = 0;

  const remove = (kept: Kept, count: number): void => {
    const size = kept.entries.slice(0, count).reduce((sum, entry) => sum + sizeOf(entry), 0);
    kept.entries = kept.entries.slice(count);
    kept.bytes -= size;
    kept.dropped += count;
    entryCount -= count;
    bytes -= size;
  };

  /** Evicts from the key whose entries take the most room, so that a busy neighbour costs nobody else's. */
  const makeRoom = (): void => {
    while (entryCount > MOST_ENTRIES || bytes > MOST_BYTES) {
      let heaviest: readonly [string, Kept] | undefined;
      for (const one of keys) if (heaviest === undefined || one[1].bytes > heaviest[1].bytes) heaviest = one;
      if (heaviest === undefined) return;
      const [key, kept] = heaviest;
      remove(kept, Math.ceil(kept.entries.length * SHARE_DROPPED));
      if (kept.entries.length === 0) keys.delete(key);
    }
  };

  return {
    add(key: string, entry: Omit<Entry, 'id' | 'order'>): void {
      const kept = keys.get(key) ?? { entries: [], bytes: 0, count: 0, dropped: 0 };
      keys.set(key, kept);
      const numbered = { ...entry, id: ++kept.count, order: ++order };
      const size = sizeOf(numbered);
      kept.entries.push(numbered);
      kept.bytes += size;
      entryCount++;
      bytes += size;
      makeRoom();
      for (const reader of [...(readers.get(key) ?? [])]) reader.changed(numbered);
    },
    /** The entries of a key, oldest first, and how many have been evicted. */
    of: (key: string): { readonly entries: readonly Entry[]; readonly dropped: number } =>
      keys.get(key) ?? { entries: [], dropped: 0 },
    /** The last entries over all keys, in order of arrival. */
    last: (count: number): readonly (readonly [key: string, entry: Entry])[] =>
      [...keys]
        .flatMap(([key, { entries }]) => entries.slice(-count).map((entry) => [key, entry] as const))
        .sort(([, a], [, b]) => a.order - b.order)
        .slice(-count),
    /** Tells `reader` of each new entry of a key; returns a function that stops it. */
    watch(key: string, reader: Reader): () => void {
      const all = readers.get(key) ?? new Set();
      readers.set(key, all.add(reader));
      return () => {
        all.delete(reader);
        if (all.size === 0 && readers.get(key) === all) readers.delete(key);
      };
    },
    /** Drops the entries of a key, or all, and ends the watches on them. */
    clear(key?: string): void {
      for (const [one, kept] of key === undefined ? [...keys] : [[key, keys.get(key)] as const]) {
        // All at once, so that a reset does not take time per entry.
        entryCount -= kept?.entries.length ?? 0;
        bytes -= kept?.bytes ?? 0;
        keys.delete(one);
      }
      const ending = key === undefined ? [...readers.values()] : [readers.get(key) ?? new Set<Reader>()];
      if (key === undefined) readers.clear();
      else readers.delete(key);
      for (const all of ending) for (const reader of [...all]) reader.ended();
    },
  };
};
