import type { Json } from './client.js';
import { resolved, type DocumentName } from './documented.js';
import type { Random } from './random.js';

const repeated = ['x'.repeat(101), 'x'.repeat(201), 'é'.repeat(700), 'x'.repeat(1_001), 'x'.repeat(20_000)];

/** Texts that have brought down one server or another. None is a URL that leads out of this machine. */
const texts: readonly string[] = [
  ...['', ' ', '\t', '\n', 'a\r\nX-Injected: 1', '\0', 'a\0b', '\u001b[31m', '\u007f', '\u0085', '\u2028', '\ufeff'],
  ...['\u202egnp.exe', 'e\u0301', '𝕏', '👩‍👩‍👧', '\ud800', 'x\udc00', '\uffff', 'ﷺ', 'ﬀ', 'İ', 'ß', 'ꙮ'.repeat(40)],
  ...["' OR 1=1 --", '"; DROP TABLE x; --', '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', ']]>'],
  ...[
    '{{7*7}}',
    '${7*7}',
    '$(id)',
    '`id`',
    '%s%n',
    '../../etc/passwd',
    '..\\..\\x',
    '%00',
    '%',
    '%zz',
    '%c0%ae',
    '%2e%2e%2f',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'then', 'length', 'null', 'undefined'],
  ...['NaN', 'Infinity', '-0', '1e309', '0x10', '1_000', '01', '+1', ' 1', '1.0', '-1', '0', '9007199254740993'],
  ...[
    '99999999999999999999',
    '٣',
    '１２３４５６７８',
    '628123456789 ',
    '2@',
    '2@a,b,c,d',
    't1__',
    '*',
    '/',
    '?',
    '#',
    '&',
    '=',
  ],
  ...[
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:,x',
    '12:00',
    '2026-02-30T00:00:00Z',
    '2026-01-01',
    '0s',
    '1.5s',
    '1y',
  ],
  ...repeated,
];

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

const odd: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 1.5, 1e-9, 2 ** 31, 2 ** 53, -(2 ** 53), 1e21, 1e308],
  ...[[], {}, [[]], [null], [{}], ['a'], { a: 1 }, { length: 1 }, { then: 1 }, { toString: 1 }, { valueOf: null }],
  ...[JSON.parse('{"__proto__":{"polluted":1}}'), JSON.parse('{"constructor":{"prototype":{"polluted":1}}}')],
  ...[nested(40), nested(900), Array.from({ length: 500 }, (_, index) => index)],
];

/** Some text that nobody expects. */
export const hostileText = (random: Random): string => {
  if (random.chance(0.7)) return random.pick(texts);
  // Any UTF-16, well-formed or not.
  return String.fromCharCode(...Array.from({ length: random.between(1, 30) }, () => random.between(0, 0xffff)));
};

/** Some value that nobody expects. */
export const hostileValue = (random: Random): unknown =>
  random.chance(0.5) ? hostileText(random) : odd[random.between(0, odd.length - 1)];

/** Bodies that are no JSON objects, or only just. */
export const oddBodies: readonly (string | Buffer)[] = [
  ...[
    '',
    ' ',
    'null',
    'true',
    '[]',
    '"x"',
    '1',
    'NaN',
    '{',
    '}',
    '{"a":}',
    '{"a":1,}',
    "{'a':1}",
    '{"a":1}{"b":2}',
    '\ufeff{}',
  ],
  ...[
    '{"instanceName":"a","instanceName":"b"}',
    '{"instanceName":"\\ud800"}',
    '{"instanceName":"\\u0000"}',
    '{"id":1e400}',
  ],
  ...['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"instanceName":"a","__proto__":null}'],
  ...['['.repeat(20_000), `${'['.repeat(5_000)}${']'.repeat(5_000)}`, `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
  ...['instanceName=a&number=1', '<a/>', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'],
  JSON.stringify(Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`field${String(index)}`, index]))),
  JSON.stringify({ instanceName: 'x'.repeat(300_000) }),
  `{"instanceName":"a"${' '.repeat(1_048_576)}}`,
  ...[Buffer.from([0x7b, 0xff, 0x7d]), Buffer.from('{"instanceName":"\xe9"}', 'latin1'), Buffer.from('{}', 'utf16le')],
];

export const contentTypes: readonly string[] = [
  ...['application/json; charset=utf-8', 'application/json;charset=latin1', 'APPLICATION/JSON', 'application/json '],
  ...['text/plain', 'text/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '*/*', ''],
  ...[
    'application/',
    'application/json, text/plain',
    'application/vnd.api+json',
    'application/json;;;=',
    'x'.repeat(500),
  ],
];

type Fields = {
  readonly random: Random;
  readonly document: DocumentName;
  /** A value for a field by its name, where any of its type would lead nowhere. */
  readonly known: (field: string) => unknown;
};

/** A value that a schema allows. */
export const validValue = (given: Json, field: string, fields: Fields): unknown => {
  const { random, document, known } = fields;
  const schema = resolved(document, given);
  const own = known(field);
  if (own !== undefined) return own;
  const ways: Json = schema.anyOf ?? schema.oneOf;
  if (ways !== undefined) return validValue(random.pick<Json>(ways), field, fields);
  if (schema.enum !== undefined) return random.pick<Json>(schema.enum);
  if (schema.nullable === true && random.chance(0.2)) return null;
  if (schema.example !== undefined && random.chance(0.5)) return schema.example;
  switch (schema.type) {
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
    case 'number': {
      const least = Number(schema.minimum ?? 0);
      const most = Number(schema.maximum ?? least + 1_000);
      return random.pick([least, most, random.between(least, Math.min(most, least + 100))]);
    }
    case 'array': {
      const least = Number(schema.minItems ?? 0);
      return Array.from({ length: random.between(least, least + 2) }, () => validValue(schema.items, field, fields));
    }
    case 'object':
      return Object.fromEntries(
        Object.entries<Json>(schema.properties ?? {})
          .filter(([name]) => schema.required?.includes(name) === true || random.chance(0.4))
          .map(([name, one]) => [name, validValue(one, name, fields)]),
      );
    default:
      return textBy(schema, random);
  }
};

const textBy = (schema: Json, random: Random): string => {
  if (schema.pattern === '^\\d{8,15}$' || schema.pattern === '^[1-9]\\d{7,14}$') {
    return random.pick(['62812345678', '12345678', '123456789012345', `6281${String(random.between(1e6, 9e6))}`]);
  }
  if (schema.example !== undefined) return String(schema.example);
  const length = Math.max(Number(schema.minLength ?? 0), random.between(8, 20));
  const words = 'Toko Jakarta Selatan dan Barat'.slice(0, length);
  return schema.pattern === undefined ? words : words.replaceAll(' ', '-');
};

const NEAR: readonly ((value: unknown, random: Random) => unknown)[] = [
  (value) => String(value),
  (value) => [value],
  (value) => (typeof value === 'string' ? Number(value) : value === true ? 'true' : -Number(value)),
  (value) => (typeof value === 'string' ? ` ${value} ` : null),
  (value) => (typeof value === 'string' ? value.toUpperCase() : Number(value) + 0.5),
  (value) => (typeof value === 'string' ? value.slice(0, -1) : Number(value) + 1),
  (value) => (typeof value === 'string' ? value + value : Number(value) * 1e6),
  (value, random) => (typeof value === 'string' ? value + hostileText(random) : { value }),
  () => null,
  () => '',
];

/** A text that leads to a machine must stay as it is: changed, it might lead to another. */
const isAddress = (value: unknown): boolean => typeof value === 'string' && /^https?:/i.test(value);

/** The same value but for one place in it: almost right, or not at all. */
export const spoilt = (value: unknown, random: Random): unknown => {
  if (Array.isArray(value)) {
    const list: unknown[] = [...value];
    const at = random.between(0, list.length);
    if (at === list.length) return [...list, random.chance(0.5) ? list[0] : hostileValue(random)];
    return random.chance(0.2) ? list.toSpliced(at, 1) : list.with(at, spoilt(list[at], random));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    const at = random.between(0, entries.length);
    const [name, child] = entries[at] ?? [`${entries[0]?.[0] ?? 'instanceName'}s`, hostileValue(random)];
    if (at === entries.length || random.chance(0.1))
      return { ...value, [random.chance(0.7) ? name : hostileText(random)]: child };
    if (random.chance(0.2)) return Object.fromEntries(entries.toSpliced(at, 1));
    return { ...value, [name]: spoilt(child, random) };
  }
  if (isAddress(value))
    return random.pick(['', 'http://', 'ftp://127.0.0.1/', 'http://user:pass@127.0.0.1:9/', 'https:']);
  return random.chance(0.6) ? random.pick(NEAR)(value, random) : hostileValue(random);
};
