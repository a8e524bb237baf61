import fc from 'fast-check';
import type { Json } from './client.js';

/** What a value becomes. */
const junk: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 0.5, -0.1, 1e308, 2 ** 53, 2 ** 31, 900_000_001, 8.64e15 + 1, Number.MIN_VALUE],
  ...[
    '',
    ' ',
    'x',
    '0',
    '-1',
    'null',
    'NaN',
    '__proto__',
    'open',
    'expired',
    '2026-02-30T00:00:00.000Z',
    '628123456789',
  ],
  ...['\u0000', 'a\r\nX-Evil: 1', '\ud800', 'é😀', '\u202Etxt', '%00', '{{7*7}}', '<script>', 'x'.repeat(5_000)],
  ...['https://user:word@example.invalid/', 'http://10.0.0.1/', 'javascript:alert(1)', 'https://\u0001.invalid/'],
  ...[
    [],
    {},
    [[]],
    [null],
    { a: 1 },
    { length: 1 },
    Array(1_500).fill(0),
    JSON.parse('['.repeat(500) + ']'.repeat(500)),
  ],
];
const texts = [
  '',
  ',',
  '{',
  ']',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  '1e999',
  '-',
  'NaN',
  'Infinity',
  '//',
  '\u0000',
  '\uFEFF',
  'é',
];

const kinds = [
  ...(['replace', 'remove', 'rename', 'add', 'copy', 'number', 'cut', 'repeat', 'reverse'] as const),
  ...(['flip', 'truncate', 'splice', 'double'] as const),
];
type Change = {
  readonly kind: (typeof kinds)[number];
  readonly at: number;
  readonly other: number;
  readonly value: unknown;
  readonly text: string;
};

/** How a whole text is written down, beside as UTF-8. */
const encodings = {
  none: (text: Buffer) => text,
  marked: (text: Buffer) => Buffer.concat([Buffer.from('\uFEFF'), text]),
  utf16: (text: Buffer) => Buffer.from(text.toString(), 'utf16le'),
  latin1: (text: Buffer) => Buffer.from(text.toString().replace('a', 'é'), 'latin1'),
  inList: (text: Buffer) => Buffer.concat([Buffer.from('['), text, Buffer.from(']')]),
  inText: (text: Buffer) => Buffer.from(JSON.stringify(text.toString())),
  twice: (text: Buffer) => Buffer.concat([text, text]),
};

type Place = { readonly holder: Json; readonly name: string | number };

/** Every member and item in a value. */
const placesIn = (value: Json, most = 20_000): readonly Place[] => {
  const places: Place[] = [];
  const open: Json[] = [value];
  for (let holder = open.pop(); holder !== undefined && places.length < most; holder = open.pop()) {
    if (typeof holder !== 'object' || holder === null) continue;
    for (const name of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
      places.push({ holder, name });
      open.push(holder[name]);
    }
  }
  return places;
};

/** Sets a member as JSON.parse does: one named __proto__ is like any other. */
const put = (holder: Json, name: string | number, value: unknown): void => {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
};

const numberLike = (before: number, at: number): number =>
  [before + 1, before - 1, -before, before * 1_000, before + 0.5, 0, 899_999_999, 253_402_300_799_999][at % 8] ?? 0;

const changeValue = (root: Json, { kind, at, other, ...change }: Change): void => {
  const value: unknown = structuredClone(change.value);
  const places = placesIn(root);
  const matching = (is: (one: Json) => boolean): readonly Place[] =>
    places.filter(({ holder, name }) => is(holder[name]));
  const from =
    kind === 'number'
      ? matching((one) => typeof one === 'number')
      : kind === 'cut' || kind === 'repeat' || kind === 'reverse'
        ? matching(Array.isArray)
        : kind === 'add'
          ? matching((one) => typeof one === 'object' && one !== null && !Array.isArray(one))
          : places;
  const place = from[at % Math.max(1, from.length)];
  const source = places[other % Math.max(1, places.length)];
  if (place === undefined || source === undefined) return;
  const { holder, name } = place;
  const current = holder[name];
  const index = Array.isArray(current) ? other % (current.length + 1) : 0;
  if (kind === 'replace') put(holder, name, value);
  else if (kind === 'copy') put(holder, name, structuredClone(source.holder[source.name]));
  else if (kind === 'number') put(holder, name, numberLike(current, other));
  else if (kind === 'cut') current.splice(index);
  else if (kind === 'repeat') current.splice(index, 0, ...structuredClone(current.slice(0, 1 + (at % 3))));
  else if (kind === 'reverse') current.reverse();
  else if (kind === 'add') put(current, ['extra', '__proto__', 'constructor', 'State', ''][other % 5] ?? '', value);
  else if (Array.isArray(holder)) holder.splice(Number(name), 1);
  else {
    Reflect.deleteProperty(holder, name);
    if (kind === 'rename')
      put(holder, [`${String(name)}s`, String(name).toUpperCase(), ` ${String(name)}`][other % 3] ?? '', current);
  }
};

const changeText = (bytes: Buffer, { kind, at, other, text }: Change): Buffer => {
  const index = at % (bytes.length + 1);
  const [before, after] = [bytes.subarray(0, index), bytes.subarray(index)];
  if (kind === 'truncate') return before;
  if (kind === 'splice') return Buffer.concat([before, Buffer.from(text), after.subarray(other % 3)]);
  if (kind === 'double') {
    // A member twice: the last one counts.
    const members = [...bytes.toString('latin1').matchAll(/"\w+":/g)];
    const member = members[at % Math.max(1, members.length)];
    if (member === undefined) return bytes;
    const twice = Buffer.from(`${member[0]}${JSON.stringify(junk[other % junk.length])},`);
    return Buffer.concat([bytes.subarray(0, member.index), twice, bytes.subarray(member.index)]);
  }
  const flipped = Buffer.from(bytes);
  const flips = 1 + (other % 3);
  for (let flip = 0; flip < flips && bytes.length > 0; flip++) {
    const where = (at + flip * 7_919) % bytes.length;
    flipped[where] = (flipped[where] ?? 0) ^ (1 << ((other + flip) % 8));
  }
  return flipped;
};

const isOfText = ({ kind }: Change): boolean =>
  kind === 'flip' || kind === 'truncate' || kind === 'splice' || kind === 'double';

/** Each of these texts, spoiled in one to three ways. */
export const corrupt = (originals: readonly string[]): fc.Arbitrary<Buffer> =>
  fc
    .record({
      original: fc.constantFrom(...originals),
      changes: fc.array(
        fc.record({
          kind: fc.constantFrom(...kinds),
          at: fc.nat(),
          other: fc.nat(),
          value: fc.constantFrom(...junk),
          text: fc.constantFrom(...texts),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      encoding: fc.oneof({ weight: 12, arbitrary: fc.constant('none' as const) }, fc.constantFrom(...encodingNames)),
    })
    .map(({ original, changes, encoding }) => {
      const value: Json = JSON.parse(original);
      for (const change of changes) if (!isOfText(change)) changeValue(value, change);
      let bytes = Buffer.from(JSON.stringify(value));
      for (const change of changes) if (isOfText(change)) bytes = Buffer.from(changeText(bytes, change));
      return encodings[encoding](bytes);
    });
const encodingNames = ['none', 'marked', 'utf16', 'latin1', 'inList', 'inText', 'twice'] as const;

const MEGABYTES = process.env.WACHAT_TEST_LONG === '1' ? 50 : 5;
const SIZE = MEGABYTES * 1_000_000;
const much = `${String(MEGABYTES)} MB`;

/** Texts of many megabytes, or many levels, that are nothing at all. */
export const hopeless: readonly (readonly [name: string, text: () => Buffer])[] = [
  [`${much} of spaces`, () => Buffer.alloc(SIZE, ' ')],
  [`${much} of zeros`, () => Buffer.alloc(SIZE)],
  [`${much} of brackets`, () => Buffer.alloc(SIZE, '[')],
  [`${much} of braces in pairs`, () => Buffer.from(`[${'{},'.repeat(SIZE / 3)}{}]`)],
  [`${much} of numbers`, () => Buffer.from(`[${'0,'.repeat(SIZE / 2)}0]`)],
  [`one text of ${much}`, () => Buffer.from(`"${'x'.repeat(SIZE)}"`)],
  [`one number of ${much}`, () => Buffer.alloc(SIZE, '7')],
  ['a list that is nested 10,000 deep', () => Buffer.from('['.repeat(10_000) + ']'.repeat(10_000))],
  [
    'an object that is nested 10,000 deep',
    () => Buffer.from('{"instances":'.repeat(10_000) + '0' + '}'.repeat(10_000)),
  ],
];
