import { createDeadline } from '../domain/deadline.js';
import { codeOf } from '../error-code.js';
import type { Send } from './sender.js';

/** How long a receiver may take to answer, in real milliseconds. [upstream] */
const PATIENCE = 30_000;

/** The result of one POST: the receiver's status, or why there is none. */
export type PostResult =
  { readonly status: number; readonly error: null } | { readonly status: null; readonly error: string };

const reasonOf = (error: unknown, { reason }: AbortSignal): string => {
  if (reason instanceof DOMException && reason.name === 'TimeoutError')
    return `no answer within ${String(PATIENCE / 1_000)} s`;
  return `request failed: ${codeOf(error) ?? (error instanceof Error ? error.message : 'unknown')}`;
};

/** POSTs once, and times out after 30 s. Never throws. */
export const post = async (
  send: Send,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  leaving: AbortSignal,
): Promise<PostResult> => {
  const deadline = createDeadline(PATIENCE, leaving);
  try {
    return { status: await send(url, headers, body, deadline.signal), error: null };
  } catch (error) {
    return { status: null, error: reasonOf(error, deadline.signal) };
  } finally {
    deadline.release();
  }
};
