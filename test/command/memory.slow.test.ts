import { describe, expect, test } from 'vitest';
import { client } from '../support/client.js';
import { listening, run } from '../support/process.js';
import { root } from '../support/repository.js';

describe('In a heap that is too small for the limits', () => {
  test('the start says how many instances fit, and one more is a 429', async () => {
    const limited = ['--max-old-space-size=40', `${root}/dist/cli.js`, '--port', '0', '--log-level', 'warn'];
    const { origin, stderr, child } = await listening(run(process.execPath, limited));
    expect(stderr()).toMatch(/the heap has room for about 1000 instances, not for 100000: more are refused/);
    const api = client(origin, 'key');
    const statuses = new Map<number, number>();
    for (let batch = 0; batch < 30; batch++) {
      const replies = await Promise.all(Array.from({ length: 50 }, () => api.create({ instanceName: 'shop' })));
      for (const { status } of replies) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ 201: 1_000, 429: 500 });
    expect(child.exitCode).toBeNull();
  });
});
