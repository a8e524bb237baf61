import { bearer, ownKey, quoted, urlHere } from '../curl.js';
import type { Asked } from './request.js';

/** What stands for a secret that is not shown. */
const HIDDEN = '••••';
/** What curl or the connection sets by itself. */
const OWN =
  /^(host|connection|content-length|transfer-encoding|user-agent|accept-encoding|authorization|expect|te|upgrade|keep-alive|sec-.*|x-wachat-emulator-.*)$/i;

const API_KEY = /^api[_-]?key$/i;

const urlOf = ({ path, query }: Asked): string => {
  const members = Object.entries(query).flatMap(([name, value]) =>
    [value]
      .flat()
      .map((one) => [name, API_KEY.test(name) ? ownKey() : typeof one === 'string' ? one : JSON.stringify(one)]),
  );
  const search = new URLSearchParams(members).toString();
  return `${urlHere('.').replace(/\/$/, '')}${path}${search === '' ? '' : `?${search}`}`;
};

/** A body as it was sent, as far as that is known. A text that was longer was JSON, with quotes around it. */
const sentText = ({ body }: Asked): string | undefined => {
  if (body === null) return undefined;
  const { content, cut, bytes } = body;
  return typeof content === 'string' && (cut || new TextEncoder().encode(content).length === bytes)
    ? content
    : JSON.stringify(content);
};

const isHiddenHeader = ([name, value]: readonly [string, string]): boolean => !OWN.test(name) && value.includes(HIDDEN);

/** Characters: a longer word is taken by no shell. */
const LONGEST_WORD = 30_000;

/** What the command cannot repeat, or not alone; empty if it is the same request. */
export const lackOf = (asked: Asked): string => {
  const { body, headers, query } = asked;
  const text = sentText(asked) ?? '';
  const others = Object.entries(query).filter(([name]) => !API_KEY.test(name));
  const places = [
    ...(JSON.stringify(others).includes(HIDDEN) ? ['query'] : []),
    ...(Object.entries(headers).some(isHiddenHeader) ? ['headers'] : []),
    ...(text.includes(HIDDEN) ? ['body'] : []),
  ];
  return [
    ...(body?.cut === true ? ['Only the beginning of the body is kept, so the command would send less.'] : []),
    ...(body === null && Number(headers['content-length'] ?? 0) > 0
      ? ['The body was not read, so the command sends none.']
      : []),
    ...(text.length > LONGEST_WORD ? ['The body is too long for a command: copy it into body.json.'] : []),
    ...(places.length > 0 ? [`Secrets are hidden; put them in: ${places.join(', ')}.`] : []),
  ].join(' ');
};

/** The command that asks the same once more, with the key as it was typed. */
export const curlOfRequest = (asked: Asked): string => {
  const { method, headers } = asked;
  const body = sentText(asked);
  const url = urlOf(asked);
  const others = Object.entries(headers)
    .filter(([name, value]) => !OWN.test(name) && !(name === 'accept' && value === '*/*'))
    // Without a value, curl would take the header away.
    .map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`));
  return [
    'curl',
    ...(method === (body === undefined ? 'GET' : 'POST') ? [] : method === 'HEAD' ? ['--head'] : ['-X', method]),
    // Else it would take these for patterns, or go up the path.
    ...(/[[\]{}]/.test(url) ? ['-g'] : []),
    ...(/\/\.{1,2}(?:[/?]|$)/.test(url) ? ['--path-as-is'] : []),
    quoted(url),
    ...[...(headers.authorization === undefined ? [] : [bearer()]), ...others].flatMap((header) => [
      '-H',
      quoted(header),
    ]),
    ...(body === undefined
      ? []
      : body.length > LONGEST_WORD
        ? ['--data-binary', '@body.json']
        : ['--data-raw', quoted(body)]),
  ].join(' ');
};
