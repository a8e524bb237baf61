import { expect } from 'vitest';
import type { Options } from '../../src/index.js';
import { build } from './emulator.js';
import { receive, type Answer } from './receiver.js';

/** An emulator and a receiver that is told of everything; both end with the test. */
export const hooked = async (
  answer?: Answer,
  options: Options = {},
  webhook: Readonly<Record<string, unknown>> = {},
) => {
  const built = await build(options);
  const { api, wachat } = built;
  const receiver = await receive(answer);
  const reply = await api.post('/webhooks', { url: receiver.url, ...webhook });
  expect(reply.status).toBe(201);
  const hook: { readonly id: number; readonly secret: string } = reply.body.webhook;
  return {
    ...built,
    receiver,
    hook,
    /** Creates an instance; returns its technical name. */
    create: async (body: Readonly<Record<string, unknown>> = {}): Promise<string> =>
      String((await api.create({ instanceName: 'shop', ...body })).body.instance.apiInstanceName),
    /** Resolves when every POST that is under way has been answered. */
    settle: () => wachat.clock.advance(0, { settle: true }),
    /** What has come so far, in short. */
    seen: () =>
      receiver.received.map(({ body }) =>
        body.event === 'qrcode.updated' ? (body.data.qrcode === undefined ? 'no QR' : 'QR') : body.data.state,
      ),
  };
};
