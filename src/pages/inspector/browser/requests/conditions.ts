import { isObject } from '../call.js';
import { plain } from '../json/marked.js';
import { shortPath, type Asked } from './request.js';

/** One condition that a request meets. */
export type Condition = {
  /** As the control API and the handle call it; a member of the body is `body.<name>`. */
  readonly name: string;
  readonly value: unknown;
  /** Whether a test would usually ask for it. */
  readonly isUsual: boolean;
};

/** Longer values, such as pictures, are not what a test waits for. */
const LONGEST = 200;
const MOST_MEMBERS = 30;

/** All conditions that would have matched this request. */
export const conditionsFor = (asked: Asked, isUnclaimed: boolean): readonly Condition[] => {
  const { operation, method, path, instanceName, status, body } = asked;
  const members = isObject(body?.content) && !Array.isArray(body.content) ? Object.entries(body.content) : [];
  return [
    ...(isUnclaimed ? [{ name: 'unclaimed', value: true, isUsual: true }] : []),
    ...(operation === null
      ? [
          { name: 'method', value: method, isUsual: true },
          { name: 'path', value: shortPath(path), isUsual: true },
        ]
      : [{ name: 'operation', value: operation, isUsual: true }]),
    // Technical names differ from run to run.
    ...(instanceName === null ? [] : [{ name: 'instanceName', value: instanceName, isUsual: false }]),
    ...(status === null ? [] : [{ name: 'status', value: status, isUsual: true }]),
    ...members
      .filter(([, value]) => JSON.stringify(value).length <= LONGEST)
      .slice(0, MOST_MEMBERS)
      .map(([name, value]) => ({ name: `body.${name}`, value, isUsual: value !== instanceName })),
  ];
};

/** The conditions as one query, the members of the body in one object. */
export const queryFor = (conditions: readonly Condition[]): Readonly<Record<string, unknown>> => {
  const isOfBody = ({ name }: Condition): boolean => name.startsWith('body.');
  const body = conditions.filter(isOfBody).map(({ name, value }) => [name.slice(5), value] as const);
  return {
    ...Object.fromEntries(conditions.filter((one) => !isOfBody(one)).map(({ name, value }) => [name, value] as const)),
    ...(body.length === 0 ? {} : { body: Object.fromEntries(body) }),
  };
};

/** The name of a member in TypeScript; `__proto__` alone would set the prototype. */
const memberName = (name: string): string => {
  if (name === '__proto__') return `['__proto__']`;
  return /^[a-z_$][\w$]*$/i.test(name) ? name : written(name, '');
};

/** A value as it is written in TypeScript. */
const written = (value: unknown, indent: string): string => {
  if (typeof value === 'string') {
    const inner = plain(JSON.stringify(value))
      .slice(1, -1)
      .replaceAll('\\"', '"')
      .replaceAll("'", String.raw`\'`);
    return `'${inner}'`;
  }
  if (Array.isArray(value)) return `[${value.map((one) => written(one, indent)).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => `${memberName(name)}: ${written(one, `${indent}  `)}`);
  if (members.length === 0) return '{}';
  const line = `{ ${members.join(', ')} }`;
  return line.length + indent.length <= 80 && !line.includes('\n')
    ? line
    : `{\n${members.map((one) => `${indent}  ${one},\n`).join('')}${indent}}`;
};

/** The call of the handle that waits for a request like that. */
export const waitForOf = (query: Readonly<Record<string, unknown>>, what = 'requests', item = 'request'): string =>
  `const [${item}] = await wachat.waitFor('${what}', ${written(query, '')});`;

/** The same over HTTP: what follows `_emulator/`. */
export const searchOf = (query: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  ).toString();
