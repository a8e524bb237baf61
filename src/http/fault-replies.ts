import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import { readDuration } from '../config.js';
import type { Fault } from '../shapes.js';
import { ALWAYS } from './headers.js';

const JSON_TYPE = 'application/json; charset=utf-8';
/** Default Retry-After of a 429, in seconds. [ours] */
const RETRY_AFTER = 1;

/**
 * A fault may send a page. It comes from our origin, where the page at `/` keeps a key, so it may look like something,
 * but neither run scripts nor load or send anything. [ours]
 */
const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'";
const POLICY = 'Content-Security-Policy';

/** The message of each status. The original's own messages are not known, only their shape. [ours] */
const sentences: Readonly<Record<number, string>> = {
  400: 'The request is not valid.',
  401: 'The API key is not valid.',
  402: 'The subscription has ended: payment is required.',
  403: 'This is not allowed.',
  404: 'The instance was not found.',
  409: 'This is not possible in the current state of the instance.',
  429: 'Too many requests; try again later.',
  500: 'Internal server error.',
  503: 'The service is unavailable; try again later.',
};

/** The page of a proxy in front of the original: a proxy does not answer with JSON. */
const badGateway = `<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>nginx</center>
</body>
</html>
`;

const secondsOf = (retryAfter: number | string): number =>
  typeof retryAfter === 'number' ? retryAfter : Math.ceil((readDuration(retryAfter) ?? 0) / 1_000);

/** Empty for an answer without a body. */
type Content = readonly [type: string, text: string] | readonly [];

const contentOf = ({ body, contentType }: Fault, status: number): Content => {
  if (typeof body === 'string') return [contentType ?? 'text/plain; charset=utf-8', body];
  if (body !== undefined) return [contentType ?? JSON_TYPE, JSON.stringify(body)];
  if (status === 204 || status === 205 || (status >= 300 && status < 400)) return [];
  if (status < 300) return [JSON_TYPE, JSON.stringify({ success: true })];
  if (status === 502) return ['text/html', badGateway];
  const error = sentences[status] ?? `${STATUS_CODES[status] ?? 'Error'}.`;
  return [JSON_TYPE, JSON.stringify({ success: false, error })];
};

/** Makes the head of an answer that of a fault, and returns its body. */
export const writeStatus = (reply: FastifyReply, fault: Fault, status: number): string => {
  const [type, text = ''] = contentOf(fault, status);
  const retryAfter = fault.retryAfter ?? (status === 429 ? RETRY_AFTER : undefined);
  void reply
    .code(status)
    .headers({
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...(retryAfter !== undefined && { 'Retry-After': String(secondsOf(retryAfter)) }),
    })
    // Set last, in a call of their own, since their names may differ in case from those above.
    .headers(fault.headers ?? {})
    .headers({ ...ALWAYS, ...(type !== undefined && { 'Content-Type': type }) });
  // A browser obeys all policies that it gets: one of the fault's own can only forbid more.
  const own = reply.getHeader(POLICY);
  void reply.header(POLICY, own === undefined ? SANDBOX : [SANDBOX, own]);
  return text;
};
