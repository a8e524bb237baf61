import { createDeadline } from '../domain/deadline.js';
import { codeOf } from '../error-code.js';
import type { Hop } from './redirects.js';
import type { Send } from './sender.js';

/** How long a receiver may take to answer, in real milliseconds. [upstream] */
const PATIENCE = 30_000;

/** The result of one POST: the receiver's status, or why there is none; and the redirects on the way to it. */
export type PostResult = (
  { readonly status: number; readonly error: null } | { readonly status: null; readonly error: string }
) & { readonly hops: readonly Hop[] };

const reasonOf = (error: unknown, { reason }: AbortSignal): string => {
  if (reason instanceof DOMException && reason.name === 'TimeoutError')
    return `no answer within ${String(PATIENCE / 1_000)} s`;
  return `request failed: ${codeOf(error) ?? (error instanceof Error ? error.message : 'unknown')}`;
};

/** POSTs once, and times out after 30 s, redirects included. Never throws. */
export const post = async (
  send: Send,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  leaving: AbortSignal,
): Promise<PostResult> => {
  const deadline = createDeadline(PATIENCE, leaving);
  const hops: Hop[] = [];
  const met = (hop: Hop): void => {
    if (!deadline.signal.aborted) hops.push(hop);
  };
  // Whatever a receiver does, and whether the sender notices or not.
  const over = new Promise<never>((_resolve, reject) => {
    deadline.signal.addEventListener('abort', () => {
      reject(new Error('over'));
    });
  });
  try {
    return { status: await Promise.race([send(url, headers, body, deadline.signal, met), over]), error: null, hops };
  } catch (error) {
    return { status: null, error: reasonOf(error, deadline.signal), hops };
  } finally {
    deadline.release();
  }
};
