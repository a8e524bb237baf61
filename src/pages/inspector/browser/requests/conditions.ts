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
  const one = (name: string, value: unknown, isUsual = true): Condition => ({ name, value, isUsual });
  return [
    ...(isUnclaimed ? [one('unclaimed', true)] : []),
    ...(operation === null ? [one('method', method), one('path', shortPath(path))] : [one('operation', operation)]),
    // Technical names differ from run to run.
    ...(instanceName === null ? [] : [one('instanceName', instanceName, false)]),
    ...(status === null ? [] : [one('status', status)]),
    ...members
      .filter(([, value]) => JSON.stringify(value).length <= LONGEST)
      .slice(0, MOST_MEMBERS)
      .map(([name, value]) => one(`body.${name}`, value, value !== instanceName)),
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

/** A value as it is written in TypeScript, where `__proto__` alone would set the prototype. */
const written = (value: unknown): string =>
  plain(JSON.stringify(value, undefined, 2))
    .replace(/^( *)("__proto__"):/gm, '$1[$2]:')
    .replace(/^( *)"([a-z_$][\w$]*)":/gim, '$1$2:');

/** The call of the handle that waits for a request like that. */
export const waitForOf = (query: Readonly<Record<string, unknown>>, what = 'requests', item = 'request'): string =>
  `const [${item}] = await wachat.waitFor('${what}', ${written(query)});`;

/** The same over HTTP: what follows in a URL. */
export const searchOf = (query: Readonly<Record<string, unknown>>): string =>
  Object.entries(query)
    .map(([name, value]) => `&${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`)
    .join('');
