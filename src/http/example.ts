/** A call as it goes over the wire. The path begins at the origin. */
export type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** Without an API key. */
  readonly keyless?: true;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One example of an operation. Its reply is not written down: whenever a document is built, the call is really made. */
export type Example = {
  readonly operationId: string;
  readonly name: string;
  readonly summary: string;
  /** What has been done to the account before; it is empty otherwise. */
  readonly before?: readonly Call[];
  readonly call: Call;
};

export const get = (path: string, headers?: Readonly<Record<string, string>>): Call => ({
  method: 'GET',
  path,
  ...(headers && { headers }),
});

export const remove = (path: string): Call => ({ method: 'DELETE', path });

export const put = (path: string, body?: unknown): Call => ({ method: 'PUT', path, body });

export const post = (path: string, body?: unknown): Call => ({ method: 'POST', path, body });
