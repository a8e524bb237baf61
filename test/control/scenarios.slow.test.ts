import { describe, expect, test } from 'vitest';
import { recipients } from '../../src/domain/recipients.js';
import { scenarios } from '../../src/domain/scenarios.js';
import { runCli } from '../support/process.js';

describe('Scenarios', () => {
  describe('as people read them', () => {
    test('wachat-emulator scenarios prints number, name, what happens and the threads', async () => {
      const { stdout, stderr } = await runCli(['scenarios']).exited;
      expect(stderr).toBe('');
      const lines = stdout.split('\n');
      for (const { number, name, about, threads } of scenarios) {
        const index = lines.findIndex((line) => line.startsWith(`${number}  ${name} `));
        expect(lines[index]?.replace(/ {2,}/g, '|')).toBe(`${number}|${name}|${about}`);
        expect(lines.slice(index + 1, index + 1 + threads.length).map((line) => line.trim())).toEqual(threads);
      }
      for (const { number, name, about } of recipients)
        expect(lines.map((line) => line.replace(/ {2,}/g, '|'))).toContain(`${number}|${name}|${about}`);
      expect(lines.filter((line) => line.startsWith('999'))).toHaveLength(scenarios.length + recipients.length);
    });
  });
});
