import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Json } from './client.js';

/** A stream of notes that nobody reads, and what was written into it. */
export const createSink = () => {
  const stream = new ServerResponse(new IncomingMessage(new Socket()));
  const written: string[] = [];
  const state = { needsDrain: false };
  Object.defineProperty(stream, 'writableNeedDrain', { get: () => state.needsDrain });
  stream.write = (chunk: unknown) => {
    written.push(String(chunk));
    return true;
  };
  return {
    stream,
    written,
    state,
    /** The notes that were written, comments left out. */
    notes: () =>
      written
        .join('')
        .split('\n\n')
        .filter((text) => text.startsWith('id: '))
        .map((text) => {
          const [, id = '', event = '', data = ''] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(text) ?? [];
          const said: Json = JSON.parse(data);
          return { id, event, data: said };
        }),
  };
};
