import { describe, expect, test } from 'vitest';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { notBuilt } from '../support/not-built.js';

describe('What is on the list and not built', () => {
  test.each(notBuilt)('$method $path is a 501 that says so, whatever the body is', async ({ method, path }) => {
    const { api } = await build();
    const error = `${method} ${path} is part of the Wachat API, but this emulator does not have it yet.`;
    const bodies = method === 'GET' ? [undefined] : [undefined, '{', 'x'];
    for (const body of bodies) {
      const reply = await api.call(
        method,
        path,
        body === 'x' ? { body, headers: { 'Content-Type': 'text/plain' } } : { body },
      );
      expect(reply.status).toBe(501);
      expect(reply.body).toEqual({ success: false, error });
    }
  });

  test.each(notBuilt)('$method $path needs a key like any call, at both base paths', async ({ method, path }) => {
    const { origin, wachat } = await build();
    for (const base of [wachat.url, origin])
      expect((await client(base, undefined).call(method, path)).status).toBe(401);
  });
});
