import {
  Agent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import type { Config } from '../config.js';
import { nextTurn } from '../domain/time-source.js';
import { problemWithUrl } from './address.js';
import { headersAfter, hopAfter, isRedirect, LONGEST_URL, MOST_REDIRECTS, shownHop, type Hop } from './redirects.js';

/** Maximum number of bytes that are read of a receiver's answer. */
const MOST_READ = 65_536;
/** Maximum number of answers such as 103 Early Hints that may come before the real one. */
const MOST_HINTS = 100;
/**
 * How long an idle connection is kept, in milliseconds. Receivers close theirs later than that, so none closes one just
 * when it is used again: a POST that ends in a reset may have been carried out, so it is never repeated in silence.
 */
const IDLE = 1_000;

/** Makes a request; resolves when its answer begins, and rejects if there is none that is one. */
export const ask = (
  request: typeof requestHttp,
  url: string,
  options: RequestOptions,
  body?: string,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent: ClientRequest = request(url, options, resolve);
    sent.on('error', reject);
    // Without a listener, Node destroys the connection and says nothing.
    sent.on('upgrade', (_answer, socket) => {
      socket.destroy();
      reject(new Error('the receiver switched to another protocol'));
    });
    let hints = 0;
    sent.on('information', () => {
      if (++hints <= MOST_HINTS) return;
      reject(new Error(`more than ${String(MOST_HINTS)} informational answers`));
      sent.destroy();
    });
    sent.end(body);
  });

/**
 * POSTs once, and follows redirects; resolves to the last status once that answer has ended. Rejects if there is none, or
 * no whole one, or if a redirect may not be followed.
 * @param met is told of each redirect
 */
export type Send = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
  met: (hop: Hop) => void,
) => Promise<number>;

/** Reads an answer to its end, so that the connection can be reused, or to the limit, and then closes it. */
const drain = (answer: IncomingMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    let read = 0;
    answer.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read <= MOST_READ) return;
      answer.destroy();
      resolve();
    });
    answer.on('end', resolve);
    answer.on('error', reject);
  });

/** The same for an answer whose end nobody waits for: what has not come by now is not worth a connection. */
const letGo = async (answer: IncomingMessage): Promise<void> => {
  drain(answer).catch(() => undefined);
  await nextTurn();
  if (!answer.complete) answer.destroy();
};

/** Where a redirect may not lead, and why. */
const problemWithHop = (url: string, allowed: Config['webhookHttp']): string | undefined =>
  url.length > LONGEST_URL ? `must have at most ${String(LONGEST_URL)} characters` : problemWithUrl(url, allowed);

/** The headers of one request as they are set here; Node adds Host and Connection. */
export const headersOf = (
  method: Hop['method'],
  headers: Readonly<Record<string, string>>,
  body: string,
): Readonly<Record<string, string | number>> => ({
  Accept: '*/*',
  ...headersAfter(method, headers),
  ...(method === 'POST' && { 'Content-Length': Buffer.byteLength(body) }),
});

/**
 * What sends deliveries: Node's own client, since `fetch` takes five times the processor and the memory, refuses some
 * ports, and unpacks what is compressed. Connections are kept for the next delivery.
 * @param allowed where http may lead; a redirect is held to what a webhook is
 */
export const createSender = (allowed: Config['webhookHttp']) => {
  const plain = new Agent({ keepAlive: true, timeout: IDLE });
  let secure: { readonly agent: Agent; readonly request: typeof requestHttp } | undefined;
  /** Most runs have no receiver over https and need not load it. */
  const securely = async () => {
    const { Agent: SecureAgent, request } = await import('node:https');
    return (secure ??= { agent: new SecureAgent({ keepAlive: true, timeout: IDLE }), request });
  };

  const send: Send = async (first, headers, body, signal, met) => {
    let next: Pick<Hop, 'method' | 'url'> = { method: 'POST', url: first };
    for (let count = 0; ; count++) {
      const { method, url } = next;
      const isPost = method === 'POST';
      const { agent, request } = /^https:/i.test(url)
        ? (secure ?? (await securely()))
        : { agent: plain, request: requestHttp };
      const options: RequestOptions = {
        method,
        headers: headersOf(method, headers, body),
        agent,
        signal,
      };
      const answer = await ask(request, url, options, isPost ? body : undefined);
      const {
        statusCode: status = 0,
        headers: { location },
      } = answer;
      if (!isRedirect(status, location)) {
        await drain(answer);
        return status;
      }
      await letGo(answer);
      if (count === MOST_REDIRECTS) throw new Error(`more than ${String(MOST_REDIRECTS)} redirects`);
      const hop = hopAfter(next, status, location);
      met(shownHop(hop));
      const problem = problemWithHop(hop.url, allowed);
      if (problem !== undefined) throw new Error(`redirected to a URL that ${problem}`);
      next = hop;
    }
  };
  return {
    send,
    /** Closes the connections that are kept. */
    close: (): void => {
      plain.destroy();
      secure?.agent.destroy();
    },
  };
};
