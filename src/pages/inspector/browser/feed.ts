import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { AnswerError, has, watch } from './call.js';
import { concerns, keepLooking, type Matters } from './looking.js';
import { isNewLife, listen, type Note } from './stream.js';

/** How many items come at once. */
const PAGE = 100;
/** The most that can come at once. */
const MOST_AT_ONCE = 1_000;
/** No list of the control API keeps more. */
const MOST = 10_000;
/** Milliseconds in which notes are collected, so that a burst of them is drawn once. */
const COLLECTING = 60;

/** A list of the control API, newest first, of which as much is loaded as somebody has scrolled to. */
export type Feed<Item> = {
  readonly items: ReadonlySignal<readonly Item[]>;
  /** How many match in all; undefined before the first answer. */
  readonly count: ReadonlySignal<number | undefined>;
  /** How many newer ones there are than those in `items`, while the feed is held. */
  readonly waiting: ReadonlySignal<number>;
  /** Why nothing could be read; empty if it could. */
  readonly problem: ReadonlySignal<string>;
  /** Loads older ones, if there are any. */
  readonly more: () => void;
  /** Keeps what is shown where it is while somebody reads further down, or shows all that is new. */
  readonly hold: (held: boolean) => void;
  /** Starts anew, with other conditions say. */
  readonly restart: () => void;
  /** Reads the newest again, soon. */
  readonly look: () => void;
  readonly close: () => void;
};

/** What was loaded of a list when somebody left it. */
export type Left<Item> = { readonly items: readonly Item[]; readonly count: number | undefined };

/** What notes make of a list that has been read. */
export type Taken<Item> = {
  /** Those that were there, as they are now. */
  readonly items: readonly Item[];
  /** Those that are new, newest first. */
  readonly newer: readonly Item[];
  /** Whether the notes do not say everything, so that it has to be read as well. */
  readonly mustRead: boolean;
};

/** How an item is read: as it is, or what is needed of it. */
type Reading<Item> =
  { readonly isItem: (value: unknown) => value is Item } | { readonly itemOf: (value: unknown) => Item | undefined };

type Source<Item> = Reading<Item> & {
  /** The list, below `_emulator/`, with a question mark and its conditions. */
  readonly path: () => string;
  /** The member of the reply that has the items. */
  readonly member: string;
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
  /** Goes by what the notes say, which spares reading; without it, each of them has the list read. */
  readonly take?: (items: readonly Item[], notes: readonly Note[]) => Taken<Item>;
  /** What it goes on with, until somebody wants to see what is new. */
  readonly left?: Left<Item> | undefined;
};

type Reply = Readonly<Record<string, unknown>> & { readonly count: number };

/** Follows a list until it is closed. */
export const createFeed = <Item>(source: Source<Item>): Feed<Item> => {
  const { path, member, idOf, isOldestFirst = false, kinds, idIn, take, left } = source;
  const itemsIn = (list: readonly unknown[]): readonly Item[] =>
    'isItem' in source
      ? list.filter(source.isItem)
      : list.map(source.itemOf).filter((item): item is Item & {} => item !== undefined);
  const items = signal<readonly Item[]>(left?.items ?? []);
  const count = signal(left?.count);
  const waiting = signal(0);
  const problem = signal('');
  let turn = 0;
  let isHeld = left !== undefined;
  let isAtEnd = false;
  let isLoading = false;
  /** Whether what is loaded has to be read anew. */
  let isAged = isHeld;
  /** Whether what is shown belongs to other conditions. */
  let isOther = false;
  /** How often notes have changed the list. */
  let changes = 0;

  const read = async (before: string | undefined, most = PAGE): Promise<{ found: readonly Item[]; total: number }> => {
    const older = before === undefined ? '' : `&before=${encodeURIComponent(before)}`;
    const answer = await watch(`${path()}&limit=${String(most)}${older}`, has<Reply>('count'));
    const list = answer[member];
    const found = Array.isArray(list) ? itemsIn(list) : [];
    return { found: isOldestFirst ? [...found].reverse() : found, total: answer.count };
  };

  /** Where among what is there the newest page ends; -1 if so much has come that they do not meet. */
  const meetingWith = (newest: readonly Item[]): number => {
    const last = newest.at(-1);
    return last === undefined ? -1 : items.peek().findIndex((item) => idOf(item) === idOf(last));
  };
  /** The newest page in front of what is there, if they meet. */
  const joined = (newest: readonly Item[]): readonly Item[] => {
    const meeting = meetingWith(newest);
    if (meeting === -1) return newest;
    const ids = new Set(newest.map(idOf));
    const older = items.peek().slice(meeting + 1);
    return [...newest, ...older.filter((item) => !ids.has(idOf(item)))].slice(0, MOST);
  };

  const look = async (): Promise<void> => {
    const mine = turn;
    const before = changes;
    let most = isAged ? Math.min(MOST_AT_ONCE, Math.max(PAGE, items.peek().length)) : PAGE;
    isAged = false;
    try {
      let { found, total } = await read(undefined, most);
      if (!isOther && found.length === most && items.peek().length > 0 && meetingWith(found) === -1) {
        most = MOST_AT_ONCE;
        ({ found, total } = await read(undefined, most));
      }
      if (mine !== turn) return;
      // It may have been read before what the notes told meanwhile.
      if (changes !== before) looking.soon();
      batch(() => {
        problem.value = '';
        const first = items.peek()[0];
        if (isHeld && first !== undefined && !isOther) {
          const now = new Map(found.map((item) => [idOf(item), item]));
          items.value = items.peek().map((item) => now.get(idOf(item)) ?? item);
          const newer = found.findIndex((item) => idOf(item) === idOf(first));
          waiting.value = newer === -1 ? Math.max(0, total - (count.peek() ?? 0)) : newer;
          return;
        }
        const all = found.length < most || isOther ? found : joined(found);
        isAtEnd = found.length < most || (all.length > found.length && isAtEnd);
        isOther = false;
        items.value = all;
        count.value = total;
        waiting.value = 0;
      });
    } catch (error) {
      if (mine !== turn) return;
      batch(() => {
        problem.value = error instanceof Error ? error.message : String(error);
        // Nothing is like what is asked for, and notes do not know why.
        if (!(error instanceof AnswerError) || (error.status !== 400 && error.status !== 431)) return;
        isOther = true;
        items.value = [];
        count.value = 0;
      });
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
  // Before the list is looked at, which the same note has it be.
  const stopAging = listen((note) => {
    if (idIn !== undefined && items.peek().length > PAGE && isAbout(note)) isAged = true;
  });
  const looking = keepLooking(look, take === undefined ? kinds : []);

  let notes: Note[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const takeNotes = (): void => {
    timer = undefined;
    const told = notes;
    notes = [];
    if (take === undefined || document.hidden || isOther || count.peek() === undefined) {
      looking.soon();
      return;
    }
    const taken = take(items.peek(), told);
    changes++;
    batch(() => {
      if (isHeld) {
        items.value = taken.items;
        waiting.value += taken.newer.length;
      } else {
        if (taken.items.length + taken.newer.length > MOST) isAtEnd = false;
        items.value = [...taken.newer, ...taken.items].slice(0, MOST);
        count.value = Math.min(MOST, (count.peek() ?? 0) + taken.newer.length);
      }
    });
    if (taken.mustRead) looking.soon();
  };
  const ignore = listen((note) => {
    if (isNewLife(note)) isOther = true;
    if (take === undefined || !concerns(kinds, note)) return;
    notes.push(note);
    timer ??= setTimeout(takeNotes, COLLECTING);
  });

  return {
    items,
    count,
    waiting,
    problem,
    more: () => {
      void more();
    },
    hold(held) {
      if (isHeld === held) return;
      isHeld = held;
      if (!held && waiting.peek() > 0) looking.atOnce();
    },
    restart() {
      turn++;
      isAtEnd = false;
      // What is there stays until the other is, so that nothing flickers.
      isOther = true;
      batch(() => {
        count.value = undefined;
        waiting.value = 0;
      });
      looking.atOnce();
    },
    look: looking.soon,
    close() {
      turn++;
      clearTimeout(timer);
      ignore();
      stopAging();
      looking.stop();
    },
  };
};
