import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { states } from '../../src/domain/lifecycle.js';
import type { SeedAccount } from '../../src/index.js';

export const KEY = 'k3y-stays-secret';

/** A seed file that ends with the test. */
export const fileOf = async (text: string, name = 'seed.json'): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'seed-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

/** An account with an instance in every state. */
export const everyState: SeedAccount = {
  key: KEY,
  clock: { now: '2026-06-01T08:00:00+07:00', frozen: true },
  instances: states.map((state) => ({ instanceName: `Toko ${state}`, state })),
};
