import type { Call } from './call.js';
import { apiKey } from './key.js';
import { placeholderKey } from './settings.js';

/** A text as one word of a shell: in single quotes it takes everything as it is but the quote itself. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The call as a command: everything that the page does, anyone can. */
export const curlOf = ({ method, path, body, file }: Call): string => {
  const url = new URL(path, document.baseURI.replace(/[?#].*$/, '')).href;
  return [
    'curl',
    ...(method === 'GET' || (method === 'POST' && body !== undefined) ? [] : ['-X', method]),
    quoted(url),
    '-H',
    quoted(`Authorization: Bearer ${apiKey.value || placeholderKey}`),
    ...(body === undefined
      ? file === undefined
        ? []
        : ['-o', quoted(file)]
      : [
          '-H',
          quoted('Content-Type: application/json'),
          ...(file === undefined ? ['-d', quoted(JSON.stringify(body))] : ['--data-binary', quoted(`@${file}`)]),
        ]),
  ].join(' ');
};
