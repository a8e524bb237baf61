// Shared by the scripts in this folder: medians, a table, starting and stopping our own processes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Prints one table, and one line for each budget; the exit code is 1 if one is missed. */
export const report = (rows, budgets) => {
  console.table(rows);
  for (const { what, value, atLeast, atMost, unit = '' } of budgets) {
    const isMet = atLeast === undefined ? value <= atMost : value >= atLeast;
    const budget = atLeast === undefined ? `at most ${atMost}${unit}` : `at least ${atLeast}${unit}`;
    console.log(`${what}: ${value.toFixed(2)}${unit} (budget: ${budget}) ${isMet ? 'met' : 'MISSED'}`);
    if (!isMet) process.exitCode = 1;
  }
};

/** Starts an emulator, or what stands in for it, and waits for the line that says where it listens. */
export const startServer = async (file, settings = []) => {
  const server = spawn(process.execPath, [file, '--port', '0', '--log-level', 'warn', ...settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  return {
    origin: /http:\S+/.exec(line)[0],
    stop: async () => {
      server.kill();
      await once(server, 'exit');
    },
  };
};

/** Runs a script of this folder in its own process and returns the JSON that it printed. */
export const runScript = async (url, args, flags = []) => {
  const child = spawn(process.execPath, [...flags, url.pathname, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (part) => (text += part));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${url.pathname} failed`);
  return JSON.parse(text);
};
