import { createDeadline } from '../domain/deadline.js';
import { codeOf } from '../error-code.js';

/** How long a receiver may take to answer, in real milliseconds. [upstream] */
const PATIENCE = 30_000;
/** Maximum number of bytes that are read of a receiver's answer. */
const MOST_READ = 65_536;

/** The result of one POST: the receiver's status, or why there is none. */
export type PostResult =
  { readonly status: number; readonly error: null } | { readonly status: null; readonly error: string };

/** `fetch`, injected so that tests need no network. */
export type Fetch = typeof globalThis.fetch;

/** Reads the answer to its end, so that the connection can be reused, or to the limit, and then closes it. */
const drain = async (body: ReadableStream<Uint8Array> | null): Promise<void> => {
  if (body === null) return;
  const reader = body.getReader();
  for (let read = 0; read <= MOST_READ;) {
    const { done, value } = await reader.read();
    if (done) return;
    read += value.byteLength;
  }
  await reader.cancel();
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'TimeoutError') return `no answer within ${String(PATIENCE / 1_000)} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return `${error.message}: ${codeOf(cause) ?? cause.message}`;
};

/** POSTs once. Follows no redirect, reads at most 64 KiB of the answer, and times out after 30 s. Never throws. */
export const post = async (
  fetch: Fetch,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  leaving: AbortSignal,
): Promise<PostResult> => {
  const deadline = createDeadline(PATIENCE, leaving);
  try {
    const reply = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: deadline.signal });
    await drain(reply.body);
    return { status: reply.status, error: null };
  } catch (error) {
    return { status: null, error: reasonOf(error) };
  } finally {
    deadline.release();
  }
};
