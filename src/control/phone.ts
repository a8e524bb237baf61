import type { FastifyInstance, FastifySchema } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { keyFrom, requireKey } from '../http/caller.js';
import { mustBe, registry } from '../http/schema.js';
import { badInput, badKey, bodyErrors, errors, json, notFound, withHeader } from '../api/operations.js';
import type { PhoneAction } from '../domain/lifecycle.js';
import type { Emulator } from '../emulator.js';
import { createControls } from './controls.js';
import { foreign, notNow } from './operations.js';
import { NameParams, NoBody, OneInstance, profileFields } from './schemas.js';

const operation = (operationId: string, tag: 'phone' | 'time', summary: string, description: string) => ({
  operationId,
  tags: [tag],
  summary,
  description,
  security: withHeader,
  params: NameParams,
  response: {
    200: json('Done; the instance as it is now.', OneInstance),
    ...errors({ 400: badInput, 401: badKey, 403: foreign, 404: notFound, 409: notNow, ...bodyErrors }),
  },
});

const Profile = z
  .object(profileFields, mustBe('empty or a JSON object'))
  .register(registry, { id: 'Profile', description: 'The phone that scans; an empty object may be sent.' })
  .optional();

const scanInstance = {
  ...operation('scanInstance', 'phone', 'Scan what an instance shows', 'Scans the QR that the instance shows now.'),
  body: Profile,
} satisfies FastifySchema;

/** The other actions: their paths, and what they do. */
const others = [
  {
    path: 'refuse',
    action: 'refuse',
    ...operation(
      'refuse',
      'phone',
      'Refuse to link',
      'The phone scans and says that it could not link: the QR is used up, and the next one is current.',
    ),
  },
  {
    path: 'unlink',
    action: 'unlink',
    ...operation(
      'unlink',
      'phone',
      'Unlink on the phone',
      'The device is removed on the phone: close, with statusReason 401. The next QR carries new keys.',
    ),
  },
  {
    path: 'drop',
    action: 'drop',
    ...operation('drop', 'phone', 'Lose the connection', 'The connection is lost: connecting, until reconnect.'),
  },
  {
    path: 'reconnect',
    action: 'reconnect',
    ...operation(
      'reconnect',
      'phone',
      'Find the connection again',
      'After drop or replace: connecting, then open, without a QR.',
    ),
  },
  {
    path: 'replace',
    action: 'replace',
    ...operation(
      'replace',
      'phone',
      'Open the session elsewhere',
      'Another client takes the session over: close, with statusReason 440.',
    ),
  },
  {
    path: 'expire-qr',
    action: 'expireQr',
    ...operation(
      'expireQr',
      'time',
      'End the life of the current QR',
      'The next QR is current at once; after the last one, pairing gives up.',
    ),
  },
  {
    path: 'exhaust',
    action: 'exhaust',
    ...operation('exhaust', 'time', 'End the life of all QRs', 'Pairing gives up, as if nobody had scanned in time.'),
  },
] as const satisfies readonly (FastifySchema & { readonly path: string; readonly action: PhoneAction })[];

/** Being the phone, for one instance by its technical name. */
export const phoneRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const onRequest = requireKey(emulator);

  routes.post('/instances/:name/scan', { schema: scanInstance, onRequest }, (request) => {
    const { number, profileName } = request.body ?? {};
    const controls = createControls(emulator, keyFrom(request));
    return {
      success: true as const,
      instance: controls.act(request.params.name, 'scan', { number, name: profileName }),
    };
  });

  for (const { path, action, ...schema } of others) {
    routes.post(`/instances/:name/${path}`, { schema: { ...schema, body: NoBody }, onRequest }, (request) => ({
      success: true as const,
      instance: createControls(emulator, keyFrom(request)).act(request.params.name, action),
    }));
  }
};
