import type { Options } from '../../src/index.js';
import type { Json } from './client.js';
import { buildShop } from './shop.js';

/** Where nobody listens; nothing is sent there as long as nothing happens. */
export const HOOK = 'https://example.com/hook';

/** An emulator with one instance, and the calls on its webhooks. */
export const buildWebhooks = async (options: Options = {}) => {
  const shop = await buildShop('/webhooks', { instanceName: 'Jakarta Store' }, options);
  return Object.assign(shop, {
    set: (body: unknown) => shop.api.post('/webhooks', body),
    list: async (query = ''): Promise<Json> => (await shop.api.get(`/webhooks${query}`)).body,
  });
};
