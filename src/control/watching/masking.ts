import { parse } from 'node:querystring';
import { isNestedDeeply } from '../../schema/plain.js';
import { maskedSecret } from '../../domain/webhooks.js';
import type { Entry } from '../../journal/journal.js';

const HIDDEN = '••••';
/** Anything shorter may occur in a text by chance. */
const LEAST_TO_REPLACE = 6;
/** Names of headers and parameters that carry a secret, of this API or of another that the client is made for. */
const SECRET_NAME = /^(?!idempotency-).*(?:key|token|secret|password|auth|authorization|bearer|cookie)\W*$/i;
/** The same inside a text, as in a URL; the `=` may be encoded, or mistyped. */
const SECRET_PARAMETER = /((?:api[_-]?key|token)[^"\w]{0,3}?(?:=|%3D|:|%3A|\/))[^"&\s]*/gi;
/** Where media are: who has that needs no key. */
const MEDIA_TOKEN = /(_emulator(?:\/|%2F)media(?:\/|%2F))[\w-]+/gi;
const USER_IN_URL = /(:\/\/)[^/?#@\s"]+@/g;
const SECRET_MEMBERS = /"(metaToken|secret)"\s*:\s*"(?:[^"\\]|\\.)*"?/g;

/** Whether JSON may have such members; their names may be escaped. Most has none, and is parsed much faster. */
const MAY_HAVE_SECRETS = /secret|metaToken|\\u/;
/** The bytes of a picture in a text: whatever is looked for by a part would be found in some. */
const PICTURE = /(;base64,)[A-Za-z0-9+/=]{100,}/g;

export const withoutPictures = (text: string): string => text.replaceAll(PICTURE, '$1');

/** Parses a text as JSON and hides the secrets in it; what is not JSON, or nested too deeply to be sent, stays text. */
export const parseMasked = (text: string): unknown => {
  try {
    if (isNestedDeeply(text)) throw new RangeError();
    if (!MAY_HAVE_SECRETS.test(text)) return JSON.parse(text);
    return JSON.parse(text, (name, value: unknown) => {
      if (name === 'secret' && typeof value === 'string') return maskedSecret(value);
      return name === 'metaToken' ? HIDDEN : value;
    });
  } catch {
    return text.replaceAll(SECRET_MEMBERS, `"$1":"${HIDDEN}"`);
  }
};

/**
 * Hides the keys that a request carried, and the secrets in what was sent and answered.
 * @param key the key of the request; `''` if it was not admitted, and then it is hidden whole
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
      .replaceAll(SECRET_PARAMETER, `$1${shown}`)
      .replaceAll(MEDIA_TOKEN, `$1${HIDDEN}`)
      .replaceAll(USER_IN_URL, `$1${HIDDEN}@`);
  const value = (json: unknown): unknown => parseMasked(mask(JSON.stringify(json)));
  const header = (name: string, value: string): string => {
    if (name === 'authorization') return /^bearer /i.test(value) ? `Bearer ${shown}` : HIDDEN;
    return SECRET_NAME.test(name) ? HIDDEN : mask(value);
  };
  return {
    text: mask,
    /** The text, parsed if it is JSON. */
    json: (text: string): unknown => parseMasked(mask(text)),
    /** The same as one text to search in, without pictures. */
    searchable(text: string): string {
      const json = parseMasked(withoutPictures(mask(text)));
      return typeof json === 'string' ? json : JSON.stringify(json);
    },
    /** A value from the request. */
    value,
    query: (): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(query).map(([name, json]) => [
          mask(name),
          /^api[_-]?key\W*$/i.test(name) ? shown : SECRET_NAME.test(name) ? HIDDEN : value(json),
        ]),
      ),
    headers: (): Record<string, string> =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, header(name, [value ?? ''].flat().join(', '))]),
      ),
  };
};
