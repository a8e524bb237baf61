import type { Options } from '../../src/index.js';
import type { Client } from './client.js';
import { build, reach } from './emulator.js';

/** The fields of an instance of the Cloud API, beside its name. */
export const business = {
  integration: 'WHATSAPP-BUSINESS',
  metaToken: 'EAAG-token',
  metaBusinessId: '1234',
  metaPhoneNumberId: '5678',
} as const;

/**
 * Creates an instance.
 * @param path the call that the test is about; it comes back with the name of the instance
 */
export const createShop = async (api: Client, path = '', fields: object = {}) => {
  const { body } = await api.create({ instanceName: 'shop', number: '628123456789', ...fields });
  const name = String(body.instance.apiInstanceName);
  const query = `?instanceName=${name}`;
  return {
    name,
    created: body,
    code: String(body.qrcode?.code),
    liveUrl: String(body.qrcode?.liveUrl),
    path: `${path}${query}`,
    qr: async () => (await api.get(`/instance/qr${query}`)).body.qrcode,
    state: async () => (await api.get(`/instance/state${query}`)).body.instance,
  };
};

/** An emulator of the test's own with one instance in it. */
export const buildShop = async (path = '', fields: object = {}, options: Options = {}) => {
  const built = await build(options);
  return Object.assign(built, await createShop(built.api, path, fields));
};

/** The same on the server that `reach()` finds, for a test that needs no more than the imitated API. */
export const reachShop = async (path = '', fields: object = {}) => {
  const reached = await reach();
  return Object.assign(reached, await createShop(reached.api, path, fields));
};
