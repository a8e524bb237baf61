import { request as requestHttp, type IncomingMessage } from 'node:http';
import type { Config } from '../config.js';
import { problemWithUrl } from '../delivery/address.js';
import { ask } from '../delivery/sender.js';
import { createDeadline } from '../domain/deadline.js';
import type { Gate } from '../domain/gate.js';
import { MOST_MEDIA_BYTES } from '../domain/mailbox.js';
import { codeOf } from '../error-code.js';
import { HttpError } from '../http/errors.js';
import { gather } from '../http/gather.js';
import { isLinkLocal } from '../net/host-names.js';
import { version } from '../version.js';

/** How long all of it may take, redirects and waiting for room among it, in real milliseconds. */
const PATIENCE = 10_000;
const MOST_REDIRECTS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

const not = (why: string): HttpError => new HttpError(400, `The media cannot be fetched: ${why}.`);
const tooLarge = (): HttpError => not(`it is larger than ${String(MOST_MEDIA_BYTES / 1_048_576)} MiB`);

const headers = { Accept: '*/*', 'Accept-Encoding': 'identity', 'User-Agent': `wachat-emulator/${version}` };

const get = async (url: string, signal: AbortSignal): Promise<IncomingMessage> => {
  // Most runs fetch nothing over https and need not load it.
  const { request } = new URL(url).protocol === 'https:' ? await import('node:https') : { request: requestHttp };
  // An agent for each request: no connection stays, and no proxy of the environment is used.
  return ask(request, url, { headers, agent: false, signal });
};

/** Why media may not be fetched from a URL. Unlike what a webhook answers, they can be read afterwards. */
export const problemWithMediaUrl = (url: string, allowed: Config['webhookHttp']): string | undefined =>
  isLinkLocal(new URL(url).hostname) ? 'must not have a link-local address' : problemWithUrl(url, allowed);

/** The answer that redirects lead to. Each URL on the way has to be one that may be fetched. */
const follow = async (first: string, allowed: Config['webhookHttp'], signal: AbortSignal): Promise<IncomingMessage> => {
  let url = first;
  for (let hops = 0; ; hops++) {
    const problem = problemWithMediaUrl(url, allowed);
    if (problem !== undefined) throw not(hops === 0 ? `its URL ${problem}` : `it redirects to a URL that ${problem}`);
    const answer = await get(url, signal);
    const { statusCode = 0 } = answer;
    const { location } = answer.headers;
    if (!REDIRECTS.includes(statusCode) || location === undefined) return answer;
    answer.destroy();
    if (hops === MOST_REDIRECTS) throw not(`it redirects more than ${String(MOST_REDIRECTS)} times`);
    if (!URL.canParse(location, url)) throw not('it redirects to what is no URL');
    url = new URL(location, url).href;
  }
};

/** How many bytes an answer says that it has; `undefined` if it does not say. */
const lengthOf = (answer: IncomingMessage): number | undefined => {
  const { statusCode = 0, headers: head } = answer;
  if (statusCode < 200 || statusCode > 299) throw not(`its server answers ${String(statusCode)}`);
  const encoding = head['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') throw not('its server compresses it, although asked to send it as it is');
  if (head['content-length'] === undefined) return undefined;
  const length = Number(head['content-length']);
  if (length > MOST_MEDIA_BYTES) throw tooLarge();
  return length;
};

/** What was fetched, and what its server says that it is. */
export type Fetched = { readonly bytes: Buffer; readonly mimetype: string | undefined };

/**
 * Fetches media: at most 16 MiB, within 10 s, over at most five redirects.
 * @param allowed where http may lead, as for webhooks
 * @param gate bounds how much is in memory at a time
 * @param leaving aborts it
 * @throws {HttpError} 400 if that fails, saying why
 */
export const fetchMedia = async (
  url: string,
  allowed: Config['webhookHttp'],
  gate: Gate,
  leaving: AbortSignal,
): Promise<Fetched> => {
  const { signal, release } = createDeadline(PATIENCE, leaving);
  let leave = (): void => undefined;
  const fetching = async (): Promise<Fetched> => {
    const answer = await follow(url, allowed, signal);
    try {
      const length = lengthOf(answer);
      // Nobody would give the room back once it is over.
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        leave = gate.take(length ?? MOST_MEDIA_BYTES, resolve);
      });
      signal.throwIfAborted();
      const bytes = await new Promise<Buffer>((resolve, reject) => {
        gather(answer, MOST_MEDIA_BYTES, length, (error, all) => {
          if (all === undefined) reject(error ?? tooLarge());
          else resolve(all);
        });
      });
      if (bytes.length === 0) throw not('it is empty');
      return { bytes, mimetype: answer.headers['content-type'] };
    } finally {
      answer.destroy();
    }
  };
  // Whatever a server does, and whether the client notices or not.
  const over = new Promise<never>((_resolve, reject) => {
    const end = (): void => {
      reject(new Error('over'));
    };
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
  try {
    return await Promise.race([fetching(), over]);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    const reason: unknown = signal.reason;
    if (reason instanceof DOMException && reason.name === 'TimeoutError')
      throw not(`it took longer than ${String(PATIENCE / 1_000)} s`);
    throw not(`the request failed: ${codeOf(error) ?? (error instanceof Error ? error.message : 'unknown')}`);
  } finally {
    leave();
    release();
  }
};
