import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

// The rules that need types are not asked here: they take their time, and `npm run lint` asks them anyway.
const eslint = new ESLint({ cwd: root, overrideConfig: tseslint.configs.disableTypeChecked });

/** What the linter says of a text, if it stood in that file. */
const complaints = async (file: string, text: string): Promise<readonly string[]> => {
  const [result] = await eslint.lintText(text, { filePath: join(root, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${String(ruleId)}: ${message}`);
};

const TIME = 'Time comes from domain/time-source.ts.';
const TIMERS = 'Timers come from domain/timers.ts';
const MISSING = 'Jest has no such global';
const RANDOMNESS = 'Randomness comes from domain/ids.ts.';
const PROCESS = 'Only cli.ts touches the process.';
const DOMAIN = 'The domain imports itself';

test.each([
  ['Date.now', 'src/app.ts', 'export const now = Date.now();', TIME],
  ['Date.now handed on', 'src/app.ts', 'export const now = Date.now;', TIME],
  ['Date.now in the clock of an account', 'src/domain/clock.ts', 'export const now = Date.now();', TIME],
  ['new Date()', 'src/domain/phone.ts', 'export const now = new Date();', TIME],
  ['new Date without brackets', 'src/domain/phone.ts', 'export const now = new Date;', TIME],
  ['Date as a function', 'src/domain/phone.ts', 'export const now = Date();', TIME],
  ['performance.now', 'src/app.ts', 'export const now = performance.now();', TIMERS],
  ['setTimeout', 'src/control/guard.ts', 'setTimeout(() => undefined, 1);', TIMERS],
  ['globalThis.setTimeout', 'src/control/guard.ts', 'globalThis.setTimeout(() => undefined, 1);', TIMERS],
  ['setInterval', 'src/domain/watchers.ts', 'export const every = setInterval;', TIMERS],
  ['timers', 'src/app.ts', 'export { setTimeout } from "node:timers/promises";', TIMERS],
  ['AbortSignal.timeout', 'src/control/clock.ts', 'export const one = AbortSignal.timeout(1);', TIMERS],
  ['queueMicrotask', 'src/domain/turns.ts', 'queueMicrotask(() => undefined);', TIMERS],
  [
    'the timers of Node in the time source',
    'src/domain/time-source.ts',
    'export { setTimeout } from "node:timers";',
    TIMERS,
  ],
  ['time in the timers', 'src/domain/timers.ts', 'export const now = Date.now();', TIME],
  ['structuredClone', 'src/embed/handle.ts', 'export const one = structuredClone({});', MISSING],
  ['fetch', 'src/delivery/sender.ts', 'export const one = fetch("http://localhost");', MISSING],
  ['Math.random', 'src/domain/clock.ts', 'export const one = Math.random();', RANDOMNESS],
  ['randomBytes', 'src/index.ts', 'export { randomBytes } from "node:crypto";', RANDOMNESS],
  ['crypto.randomUUID', 'src/app.ts', 'export const id = crypto.randomUUID();', RANDOMNESS],
  ['the process', 'src/index.ts', 'export const port = process.env["PORT"];', PROCESS],
  ['the process under globalThis', 'src/index.ts', 'export const port = globalThis.process;', PROCESS],
  ['the process by import', 'src/config.ts', 'export { env } from "node:process";', PROCESS],
  ['declare module', 'src/app.ts', 'declare module "fastify" { type A = 1; }', 'would leak into embedders'],
  ['declare global', 'src/app.ts', 'declare global { type A = 1; }', 'would leak into embedders'],
  ['HTTP in the domain', 'src/domain/phone.ts', 'export { fastify } from "fastify";', DOMAIN],
  ['I/O in the domain', 'src/domain/phone.ts', 'export { readFileSync } from "node:fs";', DOMAIN],
  ['a picture in the domain', 'src/domain/phone.ts', 'export { png } from "../qr/png.js";', DOMAIN],
  ['randomness in the time source', 'src/domain/time-source.ts', 'export const one = Math.random();', RANDOMNESS],
  ['time in the source of ids', 'src/domain/ids.ts', 'export const now = Date.now();', TIME],
])('The linter finds %s', async (_what, file, text, sentence) => {
  expect((await complaints(file, text)).join('\n')).toContain(sentence);
});

test.each([
  ['src/cli.ts', 'process.exit(0);\nsetTimeout(() => Date.now(), 1);'],
  ['src/domain/time-source.ts', 'export const now = Date.now();'],
  ['src/domain/timers.ts', 'import timers from "node:timers";\nexport const { setTimeout } = timers;'],
  ['src/domain/ids.ts', 'import { randomBytes } from "node:crypto";\nrandomBytes(1);'],
  [
    'src/domain/phone.ts',
    'import * as z from "zod";\nimport type { Fault } from "../shapes.js";\nexport type A = Fault & z.ZodType;',
  ],
  [
    'src/app.ts',
    '// Date.now() and process\nexport const at = new Date(5);\nexport const a = { process: "setTimeout" };',
  ],
])('The linter finds nothing in %s where it is good', async (file, text) => {
  expect(await complaints(file, text)).toEqual([]);
});
