/** JSON of a reply: loose on purpose, since tests look at what came, whatever its shape. */
export type Json = ReturnType<typeof JSON.parse>;

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  readonly bytes: Buffer;
};

/** A client as our users have: a base URL, a key, and fetch. */
export const client = (base: string, key: string | undefined) => {
  const call = async (
    method: string,
    path: string,
    init: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Reply> => {
    const { body } = init;
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const reply = await fetch(base + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...init.headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await reply.arrayBuffer());
    const isJson = bytes.length > 0 && reply.headers.get('content-type')?.startsWith('application/json') === true;
    return {
      status: reply.status,
      headers: reply.headers,
      bytes,
      body: isJson ? JSON.parse(bytes.toString()) : undefined,
    };
  };
  return {
    call,
    get: (path: string, headers: Record<string, string> = {}) => call('GET', path, { headers }),
    post: (path: string, body?: unknown, headers: Record<string, string> = {}) => call('POST', path, { body, headers }),
    create: (body: unknown, query = '') => call('POST', `/instance/create${query}`, { body }),
  };
};

export type Client = ReturnType<typeof client>;
