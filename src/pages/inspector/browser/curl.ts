import type { Call } from './call.js';
import { apiKey } from './key.js';
import { placeholderKey } from './settings.js';

/** A text as one word of a shell: in single quotes it takes everything as it is but the quote itself. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Where a path leads that is seen from the page. */
export const urlHere = (path: string): string => new URL(path, document.baseURI.replace(/[?#].*$/, '')).href;

/** The key as it was typed. */
export const ownKey = (): string => apiKey.value || placeholderKey;
/** The header that has it. */
export const bearer = (): string => `Authorization: Bearer ${ownKey()}`;

/** A body that is longer comes from a file: no shell takes a picture as a word. */
const LONGEST_WORD = 4_000;
const dataOf = (body: object): string => {
  const text = JSON.stringify(body);
  return text.length > LONGEST_WORD ? '@body.json' : quoted(text);
};

/** The call as a command: everything that the page does, anyone can. */
export const curlOf = ({ method, path, body, file }: Call): string =>
  [
    'curl',
    ...(method === 'GET' || (method === 'POST' && body !== undefined) ? [] : ['-X', method]),
    quoted(urlHere(path)),
    '-H',
    quoted(bearer()),
    ...(body === undefined
      ? file === undefined
        ? []
        : ['-o', quoted(file)]
      : [
          '-H',
          quoted('Content-Type: application/json'),
          ...(file === undefined ? ['-d', dataOf(body)] : ['--data-binary', quoted(`@${file}`)]),
        ]),
  ].join(' ');
