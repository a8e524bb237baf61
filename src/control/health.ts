import * as z from 'zod';
import { get, json, operation } from '../http/operation.js';
import { registry } from '../schema/registry.js';
import { version } from '../version.js';

const Health = z
  .strictObject({
    status: z.literal('ok').register(registry, { description: 'Always ok in a reply.' }),
    version: z.string().register(registry, { description: 'The version of the emulator.', example: version }),
  })
  .register(registry, { id: 'Health' });

const health = operation({
  id: 'health',
  summary: 'Check that it is up',
  description: 'Needs no key. Answers as soon as the emulator listens.',
  key: 'none',
  underAnyName: true,
  input: {},
  replies: { 200: json('It is up.', Health) },
  // Probes come every few seconds; they would drown everything else in the log.
  options: { logLevel: 'warn' },
  handle: () => ({ status: 'ok' as const, version }),
  examples: () => [{ name: 'up', summary: 'It is up' }],
});

/** A route of its own, because it must not wait until the rest of the control API is loaded. */
export const healthRoute = get('/health', health);
