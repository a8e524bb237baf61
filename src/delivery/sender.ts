import {
  Agent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';

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

/** POSTs once; resolves to the receiver's status once its answer has ended. Rejects if there is none, or no whole one. */
export type Send = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
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

/**
 * What sends deliveries: Node's own client, since `fetch` takes five times the processor and the memory, follows
 * redirects and unpacks what is compressed, unless told not to. Connections are kept for the next delivery.
 */
export const createSender = () => {
  const plain = new Agent({ keepAlive: true, timeout: IDLE });
  let secure: { readonly agent: Agent; readonly request: typeof requestHttp } | undefined;
  /** Most runs have no receiver over https and need not load it. */
  const securely = async () => {
    const { Agent: SecureAgent, request } = await import('node:https');
    return (secure ??= { agent: new SecureAgent({ keepAlive: true, timeout: IDLE }), request });
  };

  const send: Send = async (url, headers, body, signal) => {
    const { agent, request } = url.startsWith('https:')
      ? (secure ?? (await securely()))
      : { agent: plain, request: requestHttp };
    const options: RequestOptions = {
      method: 'POST',
      headers: { Accept: '*/*', ...headers, 'Content-Length': Buffer.byteLength(body) },
      agent,
      signal,
    };
    const answer = await ask(request, url, options, body);
    await drain(answer);
    return answer.statusCode ?? 0;
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
