/** A string with everything beyond ASCII as \uXXXX, as Python and PHP write it. */
const inAscii = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[^\0-\x7f]/g,
    (unit) => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A number as Python and PHP write it: what has a fraction or an exponent is no whole number, even 1.00. */
const asFloat = (number: string): string => {
  if (!/[.e]/i.test(number)) return number;
  const short = String(Number(number));
  return /^-?\d+$/.test(short) ? `${short}.0` : short;
};

/** The same in PHP, which also gives a whole number with an exponent a fraction. */
const asPhpFloat = (number: string): string => asFloat(number).replace(/^(-?\d+)e/, '$1.0e');

type Style = {
  readonly text: (text: string) => string;
  readonly number: (number: string) => string;
  readonly comma: string;
  readonly colon: string;
};

/** The tokens of JSON: texts, single marks, and numbers and words; what is between them is space. */
const TOKEN = /"(?:[^"\\]+|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

const rewrite = (json: string, { text, number, comma, colon }: Style): string =>
  Array.from(json.matchAll(TOKEN), ([token]) => {
    if (token === ',') return comma;
    if (token === ':') return colon;
    if (token.startsWith('"')) return text(String(JSON.parse(token)));
    return /^[-\d]/.test(token) ? number(token) : token;
  }).join('');

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
};

/** What clients make of a body that they parse and write again, by the language that they do it in. */
export const rewritings = {
  javaScript: (json: string): string => JSON.stringify(JSON.parse(json)),
  python: (json: string): string => rewrite(json, { text: inAscii, number: asFloat, comma: ', ', colon: ': ' }),
  compactPython: (json: string): string => rewrite(json, { text: inAscii, number: asFloat, comma: ',', colon: ':' }),
  php: (json: string): string =>
    rewrite(json, {
      text: (text) => inAscii(text).replaceAll('/', String.raw`\/`),
      number: asPhpFloat,
      comma: ',',
      colon: ':',
    }),
  indented: (json: string): string => JSON.stringify(JSON.parse(json), undefined, 2),
  sortedKeys: (json: string): string => JSON.stringify(sorted(JSON.parse(json))),
} as const;
