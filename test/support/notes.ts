import { onTestFinished } from 'vitest';
import type { StreamNote } from '../../src/shapes.js';
import { problemsBy } from './documented.js';
import type { Json } from './client.js';

/** A note as a test reads it: its id, its kind, and what it says, whatever its shape. */
export type Note = { readonly id: string; readonly event: StreamNote['event']; readonly data: Json };

const noteIn = (text: string): Note => {
  const fields = Object.fromEntries(
    text.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)];
    }),
  );
  const note: Json = { ...fields, data: JSON.parse(fields.data ?? '') };
  const problems = problemsBy('emulator', { $ref: '#/components/schemas/StreamNote' }, note);
  if (problems !== '') throw new Error(`${text}\n${problems}`);
  return note;
};

/** A stream of notes as a program reads it; each is held against its schema. Ends with the test. */
export const openNotes = async (
  origin: string,
  key: string,
  { query = '', headers = {} }: { readonly query?: string; readonly headers?: Readonly<Record<string, string>> } = {},
) => {
  const abort = new AbortController();
  onTestFinished(() => {
    abort.abort();
  });
  const reply = await fetch(`${origin}/_emulator/stream${query}`, {
    headers: { Authorization: `Bearer ${key}`, ...headers },
    signal: abort.signal,
  });
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  /** The next note; `undefined` once the stream has ended. */
  const next = async (): Promise<Note | undefined> => {
    for (;;) {
      const end = buffer.indexOf('\n\n');
      if (end >= 0) {
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        // A comment, which keeps the connection open.
        if (!text.startsWith(':')) return noteIn(text);
        continue;
      }
      const chunk = await reader?.read().catch((error: unknown) => {
        // Who has left hears no more; anybody else must not be cut off, which would be an error in their loop.
        if (!abort.signal.aborted) throw error;
      });
      if (chunk?.value === undefined) return undefined;
      buffer += chunk.value;
    }
  };
  /** All notes up to the first that is meant. */
  const until = async (isMeant: (note: Note) => boolean): Promise<readonly Note[]> => {
    const notes: Note[] = [];
    for (let note = await next(); note !== undefined; note = await next()) {
      notes.push(note);
      if (isMeant(note)) return notes;
    }
    throw new Error(`The stream has ended after ${JSON.stringify(notes)}`);
  };
  return {
    status: reply.status,
    headers: reply.headers,
    next,
    until,
    /** The next one of a kind, leaving out all others. */
    of: async (kind: Note['event']): Promise<Json> => (await until(({ event }) => event === kind)).at(-1)?.data,
    /** All that come until the stream ends. */
    rest: async (): Promise<readonly Note[]> => {
      const notes: Note[] = [];
      for (let note = await next(); note !== undefined; note = await next()) notes.push(note);
      return notes;
    },
    leave: () => {
      abort.abort();
    },
  };
};
