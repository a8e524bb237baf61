import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { isObject, watch } from './call.js';
import { keepLooking, type Matters } from './looking.js';
import { listen, type Note } from './stream.js';

/** How many items come at once. */
const PAGE = 100;
/** The most that can. */
const MOST = 1_000;

/** A list of the control API, newest first, of which as much is loaded as somebody has scrolled to. */
export type Feed<Item> = {
  readonly items: ReadonlySignal<readonly Item[]>;
  /** How many match in all; undefined before the first answer. */
  readonly count: ReadonlySignal<number | undefined>;
  /** How many newer ones there are than those in `items`, while the feed is held. */
  readonly waiting: ReadonlySignal<number>;
  /** Why nothing could be read; empty if it could. */
  readonly problem: ReadonlySignal<string>;
  /** Whether what is shown is older than the last change, since nobody answers. */
  readonly isStale: ReadonlySignal<boolean>;
  /** Loads older ones, if there are any. */
  readonly more: () => void;
  /** Keeps what is shown where it is while somebody reads further down, or shows all that is new. */
  readonly hold: (held: boolean) => void;
  /** Starts anew, with other conditions say. */
  readonly restart: () => void;
  readonly close: () => void;
};

type Source<Item> = {
  /** The list, below `_emulator/`, with its conditions. */
  readonly path: () => string;
  /** The member of the reply that has the items. */
  readonly member: string;
  readonly isItem: (value: unknown) => value is Item;
  /** The cursor of an item, for `before`. */
  readonly idOf: (item: Item) => string;
  /** Whether the reply has the oldest first. */
  readonly isOldestFirst?: boolean;
  /** The notes that change it. */
  readonly kinds: Matters;
  /**
   * Has what is loaded stay, however much comes at once, and be read anew when something in it has changed: says which
   * item a note is about.
   */
  readonly idIn?: (note: Note) => unknown;
};

const isReply = (answer: unknown): answer is Readonly<Record<string, unknown>> & { readonly count: number } =>
  isObject(answer) && typeof answer.count === 'number';

/** Follows a list until it is closed. */
export const createFeed = <Item>({
  path,
  member,
  isItem,
  idOf,
  isOldestFirst = false,
  kinds,
  idIn,
}: Source<Item>): Feed<Item> => {
  const items = signal<readonly Item[]>([]);
  const count = signal<number | undefined>(undefined);
  const waiting = signal(0);
  const problem = signal('');
  const isStale = signal(false);
  let turn = 0;
  let isHeld = false;
  let isAtEnd = false;
  let isLoading = false;
  let isAged = false;

  const read = async (before: string | undefined, most = PAGE): Promise<{ found: readonly Item[]; total: number }> => {
    const [base = '', query = ''] = path().split('?');
    const search = new URLSearchParams(query);
    search.set('limit', String(most));
    if (before !== undefined) search.set('before', before);
    const answer = await watch(`${base}?${search.toString()}`, isReply);
    const list = answer[member];
    const found = Array.isArray(list) ? list.filter(isItem) : [];
    return { found: isOldestFirst ? [...found].reverse() : found, total: answer.count };
  };

  const meets = (newest: readonly Item[]): boolean => {
    const last = newest.at(-1);
    return last === undefined || items.peek().some((item) => idOf(item) === idOf(last));
  };
  /** The newest page in front of what is there, unless so much has come that they no longer meet. */
  const joined = (newest: readonly Item[]): readonly Item[] => {
    const old = items.peek();
    const ids = new Set(newest.map(idOf));
    const last = newest.at(-1);
    const meeting = last === undefined ? -1 : old.findIndex((item) => idOf(item) === idOf(last));
    return meeting === -1 ? newest : [...newest, ...old.slice(meeting + 1).filter((item) => !ids.has(idOf(item)))];
  };

  const look = async (): Promise<void> => {
    const mine = turn;
    let most = isAged ? Math.min(MOST, Math.max(PAGE, items.peek().length)) : PAGE;
    isAged = false;
    try {
      let { found, total } = await read(undefined, most);
      if (idIn !== undefined && found.length === most && items.peek().length > 0 && !meets(found)) {
        most = MOST;
        ({ found, total } = await read(undefined, most));
      }
      if (mine !== turn) return;
      batch(() => {
        problem.value = '';
        isStale.value = false;
        const first = items.peek()[0];
        if (isHeld && first !== undefined) {
          const newer = found.findIndex((item) => idOf(item) === idOf(first));
          waiting.value = newer === -1 ? Math.max(0, total - (count.peek() ?? 0)) : newer;
          return;
        }
        const all = found.length < most ? found : joined(found);
        isAtEnd = found.length < most || (all.length > found.length && isAtEnd);
        items.value = all;
        count.value = total;
        waiting.value = 0;
      });
    } catch (error) {
      if (mine !== turn) return;
      problem.value = error instanceof Error ? error.message : String(error);
      isStale.value = true;
    }
  };
  const more = async (): Promise<void> => {
    const last = items.peek().at(-1);
    if (isLoading || isAtEnd || last === undefined) return;
    isLoading = true;
    const mine = turn;
    try {
      const { found } = await read(idOf(last));
      if (mine !== turn || items.peek().at(-1) !== last) return;
      isAtEnd = found.length < PAGE;
      items.value = [...items.peek(), ...found];
    } catch {
      // Scrolling on tries again.
    } finally {
      isLoading = false;
    }
  };

  /** Whether a note may be about what the newest page does not have. */
  const isAbout = (note: Note): boolean => {
    if (note.kind === 'gap') return note.data.reason !== 'here';
    if (note.kind === 'hello') return note.data.resumed !== true;
    const id = idIn?.(note);
    return id !== undefined && items.peek().findIndex((item) => idOf(item) === id) >= PAGE;
  };
  const ignore =
    idIn === undefined
      ? undefined
      : listen((note) => {
          isAged ||= items.peek().length > PAGE && isAbout(note);
        });
  const { soon, stop } = keepLooking(look, kinds);

  return {
    items,
    count,
    waiting,
    problem,
    isStale,
    more: () => {
      void more();
    },
    hold(held) {
      if (isHeld === held) return;
      isHeld = held;
      if (!held) soon();
    },
    restart() {
      turn++;
      isAtEnd = false;
      batch(() => {
        items.value = [];
        count.value = undefined;
        waiting.value = 0;
      });
      soon();
    },
    close() {
      turn++;
      ignore?.();
      stop();
    },
  };
};
