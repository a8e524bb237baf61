import { connect } from 'node:net';
import type { Json } from './client.js';

const dial = (origin: string) => {
  const { hostname, port } = new URL(origin);
  return connect(Number(port), hostname.replace(/^\[|\]$/g, ''));
};

/** Sends text byte by byte as it stands, without a client's corrections, and returns all that comes until the other side closes. */
export const sendRaw = (origin: string, text: string | Buffer): Promise<string> =>
  new Promise((resolve) => {
    const socket = dial(origin);
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (data: string) => (received += data));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(received);
    });
    socket.write(text);
  });

/** Sends text and breaks off in the middle of it; resolves when the other side has noticed. */
export const sendAndCut = (origin: string, text: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = dial(origin);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve();
    });
    socket.resume();
    socket.end(text);
  });

/** The lines of a request that asks for the connection to be closed after the answer. */
export const rawRequest = (start: string, headers: Readonly<Record<string, string>>, body = ''): string =>
  [
    start,
    ...Object.entries({ Connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n');

/** A `text/event-stream` as a program reads it: `next()` is the next event, `undefined` once the stream has ended. */
export const openStream = async (url: string, headers: Record<string, string> = {}) => {
  const abort = new AbortController();
  const reply = await fetch(url, { headers: { Accept: 'text/event-stream', ...headers }, signal: abort.signal });
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  const next = async (): Promise<Json> => {
    for (;;) {
      const end = buffer.indexOf('\n\n');
      if (end >= 0) {
        const event = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        // A comment, which keeps the connection open.
        if (event.startsWith(':')) continue;
        return JSON.parse(event.replace(/^data: /, ''));
      }
      const chunk = await reader?.read();
      if (chunk?.value === undefined) return undefined;
      buffer += chunk.value;
    }
  };
  return {
    status: reply.status,
    headers: reply.headers,
    next,
    leave: () => {
      abort.abort();
    },
  };
};
