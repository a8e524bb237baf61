// Stands in for the module testcontainers: starts dist/cli.js in place of the image, and writes down what was asked for.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';

const { STAND_IN_CLI, STAND_IN_LOG } = process.env;
const record = (what) => appendFileSync(STAND_IN_LOG, `${JSON.stringify(what)}\n`);

export const Wait = { forHttp: (path, port) => ({ path, port }) };

export function GenericContainer(image) {
  const asked = { image };
  const builder = {
    withExposedPorts: (...ports) => Object.assign(asked, { ports }) && builder,
    withWaitStrategy: (wait) => Object.assign(asked, { wait }) && builder,
    start: async () => {
      record(asked);
      const child = spawn(process.execPath, [STAND_IN_CLI, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
      const port = Number(/:(\d+)\n/.exec(line)[1]);
      const { status } = await fetch(`http://localhost:${port}${asked.wait.path}`);
      if (status !== 200) throw new Error(`${asked.wait.path} answers ${status}`);
      return {
        getHost: () => 'localhost',
        getMappedPort: (inside) => {
          if (!asked.ports.includes(inside)) throw new Error(`${inside} is not exposed`);
          return port;
        },
        stop: async () => {
          child.kill();
          await once(child, 'close');
          record('stopped');
        },
      };
    },
  };
  return builder;
}
