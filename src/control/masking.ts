import { parse } from 'node:querystring';
import { maskedSecret } from '../domain/webhooks.js';
import type { Entry } from '../journal/journal.js';

const HIDDEN = '••••';
/** What is shorter may stand in any text by chance. */
const LEAST_TO_REPLACE = 6;
const SECRET_HEADERS = new Set(['cookie', 'proxy-authorization', 'x-api-key']);
const SECRET_MEMBERS = /"(metaToken|secret)"\s*:\s*"(?:[^"\\]|\\.)*"?/g;

/** A text of JSON as what it says, without the secrets in it; a text when it is none. */
export const parseMasked = (text: string): unknown => {
  try {
    return JSON.parse(text, (name, value: unknown) => {
      if (name === 'secret' && typeof value === 'string') return maskedSecret(value);
      return name === 'metaToken' ? HIDDEN : value;
    });
  } catch {
    return text.replaceAll(SECRET_MEMBERS, `"$1":"${HIDDEN}"`);
  }
};

/**
 * Hides the keys that a request showed, and the secrets in what was sent and answered.
 * @param key the key whose request it is; of a key that nobody may use nothing at all is shown
 */
export const createMask = ({ headers, query: text }: Entry, key: string) => {
  const query = parse(text);
  const bearer = /^\S+ +(.+)$/.exec(typeof headers.authorization === 'string' ? headers.authorization : '')?.[1];
  const secrets = [bearer?.trim(), query.apiKey]
    .flat()
    .filter((one) => typeof one === 'string')
    .filter((one) => one.length >= LEAST_TO_REPLACE)
    .flatMap((one) => [one, encodeURIComponent(one)])
    .sort((a, b) => b.length - a.length);
  const shown = key === '' ? HIDDEN : maskedSecret(key);
  const mask = (text: string): string =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret, shown), text)
      .replaceAll(/(apiKey=)[^"&\s]*/gi, `$1${shown}`);
  const header = (name: string, value: string): string => {
    if (name === 'authorization') return /^bearer /i.test(value) ? `Bearer ${shown}` : HIDDEN;
    return SECRET_HEADERS.has(name) ? HIDDEN : mask(value);
  };
  return {
    text: mask,
    /** The text as JSON where it is that. */
    json: (text: string): unknown => parseMasked(mask(text)),
    query: (): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(query).map(([name, value]) => [
          mask(name),
          name.toLowerCase() === 'apikey' ? shown : parseMasked(mask(JSON.stringify(value))),
        ]),
      ),
    headers: (): Record<string, string> =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, header(name, [value ?? ''].flat().join(', '))]),
      ),
  };
};
