import type { ServerResponse } from 'node:http';
import type { TimeSource } from '../../domain/time-source.js';
import { inTurns } from '../../domain/turns.js';
import { textOf, type NoteData, type NoteKind } from './notes.js';

/** How many notes are kept for who comes back, and about how many bytes of them. */
export const MOST_NOTES = 1_000;
const MOST_BYTES = 524_288;
/** The time between two writes, in milliseconds. */
const BETWEEN_WRITES = 250;

/** A note that nobody has been sent yet: what it says is decided when it is written. */
type Draft = { readonly serial: number; readonly write: () => string };

/** Which note a reader has read last. */
export type Place = { readonly epoch: string; readonly serial: number };

const idOf = (epoch: string, serial: number): string => `${epoch}-${String(serial)}`;
/** Reads the id of a note; `undefined` for what can be none. */
export const placeIn = (id: string): Place | undefined => {
  const [, epoch, serial] = /^([\w.]{1,64})-(\d{1,15})$/.exec(id) ?? [];
  return epoch === undefined ? undefined : { epoch, serial: Number(serial) };
};

/** A name of the process, and the number of the epoch in that. */
const epochIn = (epoch: string): readonly [run: string, count: number] => {
  const [run = '', count] = epoch.split('.');
  return [run, Number(count)];
};

export type Feed = ReturnType<typeof createFeed>;

/**
 * The notes of one account, and the streams that they are written to. However many happen, and however many streams there
 * are, each note is made once, at most four times a second, and not at all if another like it waits already.
 * @param epochOf makes an epoch that there has not been yet: the name of the process, a dot and a higher number each time
 */
export const createFeed = (epochOf: () => string, { now, after }: Pick<TimeSource, 'now' | 'after'>) => {
  /** The last note that each stream has been written, by serial number. */
  const readers = new Map<ServerResponse, number>();
  /** The streams that end once they have been written what there is. */
  const leaving = new Set<ServerResponse>();
  let epoch = epochOf();
  const [, firstCount] = epochIn(epoch);
  /** The serial number of the last note, and of the last one that is written. */
  let last = 0;
  let written = 0;
  let drafts: Draft[] = [];
  /** The drafts that stand for all that happens to the same thing until they are written. */
  const waiting = new Set<string>();
  /** The texts of the last notes that are written, without a gap up to `written`. */
  let texts: string[] = [];
  let bytes = 0;
  let joined: { readonly from: number; readonly to: number; readonly text: string } | undefined;
  let writtenAt = -Infinity;
  let cancel: (() => void) | undefined;
  let isWriting = false;
  let isClosed = false;

  /** Why nobody can go on after a note. */
  const reasonFor = (place: Place): NoteData<'gap'>['reason'] => {
    const [run, count] = epochIn(place.epoch);
    const [ownRun, ownCount] = epochIn(epoch);
    if (run !== ownRun) return 'restarted';
    // An epoch of an earlier feed of this account, or of another account: what came then is not known any more.
    return count >= firstCount && count < ownCount ? 'reset' : 'behind';
  };
  const firstKept = (): number => written - texts.length + 1;
  const dropTexts = (): void => {
    texts = [];
    bytes = 0;
    joined = undefined;
  };

  /** Writes here and now: Node would collect the writes of all streams, and then make them in one go. */
  const push = (stream: ServerResponse, text: string): void => {
    stream.cork();
    stream.write(text);
    stream.uncork();
  };

  /** The texts after a place: most streams are at the same one, so that it is made once. */
  const textAfter = (place: number): string => {
    if (joined?.from !== place || joined.to !== written)
      joined = { from: place, to: written, text: texts.slice(place + 1 - firstKept()).join('') };
    return joined.text;
  };
  /**
   * Brings a stream up to date, unless it has enough to read; then its `drain` does.
   * @param isLast whether it ends now: then it gets the rest anyway, as there is no later
   */
  const serve = (stream: ServerResponse, isLast = false): void => {
    const place = readers.get(stream);
    if (place === undefined || place >= written || stream.writableEnded) return;
    if (stream.writableNeedDrain && !isLast) return;
    readers.set(stream, written);
    push(
      stream,
      place + 1 < firstKept() ? textOf(idOf(epoch, written), 'gap', { reason: 'behind' }) : textAfter(place),
    );
  };

  const finish = (stream: ServerResponse): void => {
    serve(stream, true);
    stream.end();
  };

  const writeDrafts = async (): Promise<void> => {
    const begun = epoch;
    const taken = drafts;
    drafts = [];
    waiting.clear();
    await inTurns(taken, ({ serial, write }) => {
      // After a reset, what was before is nobody's business; nor is it after more than could be told.
      if (epoch !== begun || serial <= written) return false;
      const text = write();
      texts.push(text);
      bytes += text.length;
      written = serial;
      while (texts.length > MOST_NOTES || bytes > MOST_BYTES) bytes -= texts.shift()?.length ?? 0;
      return true;
    });
    await inTurns(readers.keys(), (stream) => {
      if (leaving.delete(stream)) finish(stream);
      else serve(stream);
    });
    joined = undefined;
  };

  const schedule = (): void => {
    if (cancel !== undefined || isWriting || isClosed) return;
    const wait = Math.min(BETWEEN_WRITES, Math.max(0, writtenAt + BETWEEN_WRITES - now()));
    cancel = after(wait, () => {
      cancel = undefined;
      isWriting = true;
      writtenAt = now();
      writeDrafts()
        .catch(() => undefined)
        .finally(() => {
          isWriting = false;
          if (drafts.length > 0) schedule();
        });
    });
  };

  const note = <Kind extends NoteKind>(kind: Kind, said: () => NoteData<Kind>): void => {
    if (drafts.length >= MOST_NOTES) {
      // Nobody could be told of all that: whoever reads gets a gap.
      drafts = [];
      waiting.clear();
      dropTexts();
      written = last;
    }
    const serial = ++last;
    drafts.push({ serial, write: () => textOf(idOf(epoch, serial), kind, said()) });
    schedule();
  };

  return {
    /** Something has happened; what is said of it is asked for when the note is written. */
    note,
    /** Something has changed that may change again: one note is enough for all changes until it is written. */
    changed<Kind extends NoteKind>(kind: Kind, thing: string, said: () => NoteData<Kind>): void {
      const name = `${kind} ${thing}`;
      if (waiting.has(name)) return;
      note(kind, said);
      waiting.add(name);
    },
    /** The account was reset: another epoch begins with a gap. Without anything since the last one, that one is enough. */
    restart(): void {
      if (waiting.has('restart')) return;
      epoch = epochOf();
      last = 0;
      written = 0;
      drafts = [];
      waiting.clear();
      dropTexts();
      for (const stream of readers.keys()) readers.set(stream, 0);
      note('gap', () => ({ reason: 'reset' }));
      waiting.add('restart');
    },
    /**
     * Adds a stream, which is written all notes from now on.
     * @param hello what it is told first
     * @param place the note after which it is to go on
     */
    add(stream: ServerResponse, hello: Omit<NoteData<'hello'>, 'resumed'>, place: Place | undefined): void {
      // What happens from now on to things that have changed already is news to this one.
      waiting.clear();
      const resumed = place?.epoch === epoch && place.serial + 1 >= firstKept() && place.serial <= last;
      const serial = resumed ? place.serial : last;
      readers.set(stream, serial);
      const id = idOf(epoch, serial);
      const gap = place === undefined || resumed ? '' : textOf(id, 'gap', { reason: reasonFor(place) });
      push(stream, textOf(id, 'hello', { ...hello, resumed }) + gap);
      serve(stream);
      stream.on('drain', () => {
        serve(stream);
      });
    },
    /** Ends a stream after what has happened so far. */
    end(stream: ServerResponse): void {
      // What it has not been told may be written already, if it has been too slow: then nothing would come to end it.
      if (written < last && (readers.get(stream) ?? last) < last) leaving.add(stream);
      else finish(stream);
    },
    /** Must be called when a stream is closed. */
    remove(stream: ServerResponse): void {
      readers.delete(stream);
      leaving.delete(stream);
    },
    /** Writes a line that readers ignore to each stream that is not behind. */
    beat: (line: string): Promise<void> =>
      inTurns(readers.keys(), (stream) => {
        if (!stream.writableNeedDrain && !stream.writableEnded) push(stream, line);
      }),
    /** Ends it and all its streams. */
    close(): void {
      isClosed = true;
      cancel?.();
      cancel = undefined;
      drafts = [];
      for (const stream of readers.keys()) stream.end();
    },
  };
};
