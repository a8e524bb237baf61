// Builds the command and runs it, for `npm start`: under a shell, which ends at SIGTERM and tells nobody. So all of this
// ends when the parent does. `exec` in package.json would be simpler, but cmd.exe has none.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const parent = process.ppid;
let build;
setInterval(() => {
  if (process.ppid === parent) return;
  build?.kill('SIGTERM');
  process.kill(process.pid, 'SIGTERM');
}, 100).unref();

// In a process of its own, whose memory is free again afterwards.
build = spawn(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
const [code] = await once(build, 'exit');
if (code !== 0) process.exit(1);
await import('../dist/cli.js');
