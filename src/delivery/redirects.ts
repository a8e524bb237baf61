/** Maximum number of redirects that are followed. [upstream] */
export const MOST_REDIRECTS = 21;
/** Longest URL that is followed: that of a webhook. */
export const LONGEST_URL = 2_048;

type Method = 'POST' | 'GET';

/** A redirect that was met: the status of the answer, and what is asked next. */
export type Hop = { readonly status: number; readonly method: Method; readonly url: string };

/** The statuses after which a POST becomes a GET without a body. [upstream] */
const TO_GET: readonly number[] = [301, 302, 303];

/** Whether an answer redirects: any 3xx with a Location does, 304 too; one without is an answer like any other. [upstream] */
export const isRedirect = (status: number, location: string | undefined): location is string =>
  status >= 300 && status <= 399 && location !== undefined && location !== '';

/**
 * What a redirect asks for next.
 * @throws {Error} if the Location is no URL
 */
export const hopAfter = ({ method, url }: Pick<Hop, 'method' | 'url'>, status: number, location: string): Hop => {
  if (!URL.canParse(location, url)) throw new Error(`redirected with ${String(status)} to what is no URL`);
  return { status, method: TO_GET.includes(status) ? 'GET' : method, url: new URL(location, url).href };
};

/** The headers that a redirected request still has: without a body, none that describes one. [upstream] */
export const headersAfter = (
  method: Method,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  method === 'POST'
    ? headers
    : Object.fromEntries(Object.entries(headers).filter(([name]) => !/^content-/i.test(name)));

/** A redirect as it is kept and shown: its URL not without end, and without a password. */
export const shownHop = ({ url, ...hop }: Hop): Hop => {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return { ...hop, url: shown.href.slice(0, LONGEST_URL) };
};

/** About what one takes, in bytes. */
export const sizeOfHop = ({ url }: Hop): number => 100 + url.length;
