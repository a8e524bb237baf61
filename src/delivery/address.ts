import type { Config } from '../config.js';
import { isPrivateName } from '../net/host-names.js';

/** Why a webhook may not go to this URL; `undefined` when it may. */
export const problemWithUrl = (text: string, allowed: Config['webhookHttp']): string | undefined => {
  const { username, password, hostname } = new URL(text);
  if (username !== '' || password !== '') return 'must not contain a user name or password';
  // By the text, not by what is read into it: `https:example.com` and `https:///example.com` can be read as URLs, too.
  const [, scheme] = /^(https?):\/\/[^/]/i.exec(text) ?? [];
  if (scheme?.toLowerCase() === 'https') return undefined;
  if (scheme === undefined || allowed === 'none') return 'must begin with https:// and a host';
  if (allowed === 'all' || isPrivateName(hostname)) return undefined;
  return 'must begin with https://; http:// is allowed only for loopback, private addresses and bare host names, unless --webhook-http is all';
};
