import * as z from 'zod';
import type { FastifySchema } from 'fastify';
import { integrations } from '../domain/instance.js';
import { registry } from '../http/schema.js';
import { badInput, badKey, errors, json, notFound, Png, withHeader, withHeaderOrQuery } from './operations.js';
import { ShownState } from './reply-schemas.js';
import { Done, success, time } from '../http/replies.js';
import { InstanceAndKeyQuery, InstanceQuery, sample } from './schemas.js';

const names = {
  instanceName: z.string().register(registry, { description: 'Display name.', example: sample.displayName }),
  apiInstanceName: z.string().register(registry, { description: 'Technical name.', example: sample.technicalName }),
  internalName: z.string().register(registry, { description: 'Technical name, again.', example: sample.technicalName }),
};
const onceConnected = (description: string, example: string) =>
  z
    .string()
    .nullable()
    .register(registry, { description: `${description} Null unless connected.`, example });
const picture = 'https://example.com/picture.png';

const phone = {
  profileName: onceConnected('Name of the WhatsApp profile.', 'Toko Jakarta'),
  profilePictureUrl: onceConnected('Picture of the WhatsApp profile.', picture),
  profilePicUrl: onceConnected('The same again.', picture),
  number: z.string().nullable().register(registry, {
    description: "The phone's number once connected, before that the one given at create, if any.",
    example: sample.number,
  }),
  owner: onceConnected('The phone as WhatsApp addresses it.', `${sample.number}@s.whatsapp.net`),
  integration: z.enum(integrations).register(registry, { description: 'How the instance connects.' }),
};

export const StateReply = z
  .strictObject({
    success,
    data: z
      .strictObject({
        instance: z
          .strictObject({ instanceName: names.apiInstanceName, state: ShownState })
          .register(registry, { description: 'The state, by technical name.' }),
      })
      .register(registry, { description: 'What the gateway itself says.' }),
    instance: z
      .strictObject({ ...names, state: ShownState, ...phone })
      .register(registry, { id: 'InstanceState', description: 'The instance and its phone.' }),
  })
  .register(registry, { id: 'StateReply' });

export const ListedInstance = z
  .strictObject({
    id: z.int().min(1).register(registry, { description: "Counts an account's instances.", example: 1 }),
    ...names,
    displayName: z.string().register(registry, { description: 'Display name, again.', example: sample.displayName }),
    state: ShownState,
    status: ShownState,
    isConnected: z.boolean().register(registry, { description: 'Whether the state is open.', example: true }),
    ...phone,
    createdAt: time('When it was created: ISO 8601, UTC.'),
    updatedAt: time('When its state changed last: ISO 8601, UTC.'),
  })
  .register(registry, { id: 'ListedInstance', description: 'An instance in a list.' });

const ListReply = z
  .strictObject({
    success,
    count: z.int().min(0).register(registry, { description: 'How many there are.', example: 1 }),
    instances: z.array(ListedInstance).register(registry, { description: 'Oldest first.' }),
  })
  .register(registry, { id: 'Instances' });

export const getState = {
  operationId: 'getState',
  tags: ['instances'],
  summary: 'Get the state',
  description: 'The state of an instance, and its phone once connected.',
  security: withHeader,
  querystring: InstanceQuery,
  response: { 200: json('The state.', StateReply), ...errors({ 400: badInput, 401: badKey, 404: notFound }) },
} satisfies FastifySchema;

export const getInstances = {
  operationId: 'getInstances',
  tags: ['instances'],
  summary: "List the account's instances",
  description: 'All instances, oldest first.',
  security: withHeader,
  // It takes nothing, and says so of what is sent.
  querystring: z.object({}),
  response: { 200: json('The instances.', ListReply), ...errors({ 401: badKey }) },
} satisfies FastifySchema;

const logout = {
  tags: ['instances'],
  summary: 'Log out',
  description: 'Unlinks the phone. The instance stays; its next QR carries new keys.',
  security: withHeader,
  querystring: InstanceQuery,
  response: {
    200: json('Logged out.', Done),
    ...errors({ 400: `${badInput} Also when the instance is not connected.`, 401: badKey, 404: notFound }),
  },
} satisfies FastifySchema;

/** The original's verb is not known; both are answered. [ours] */
export const logoutByDelete = { operationId: 'logout', ...logout } satisfies FastifySchema;
export const logoutByPost = { operationId: 'logoutByPost', ...logout } satisfies FastifySchema;

export const deleteInstance = {
  operationId: 'deleteInstance',
  tags: ['instances'],
  summary: 'Delete an instance',
  description: 'Forgets the instance, with the webhooks that are for it alone. It must be logged out first.',
  security: withHeader,
  querystring: InstanceQuery,
  response: {
    200: json('Deleted.', Done),
    ...errors({ 400: badInput, 401: badKey, 404: notFound, 409: 'Still connected: log out first.' }),
  },
} satisfies FastifySchema;

export const getProfilePicture = {
  operationId: 'getProfilePicture',
  tags: ['instances'],
  summary: "Get the phone's picture",
  description: 'The picture of the WhatsApp profile that is connected, as a PNG.',
  security: withHeaderOrQuery,
  querystring: InstanceAndKeyQuery,
  response: {
    200: { description: 'The picture.', content: { 'image/png': { schema: Png } } },
    ...errors({ 400: badInput, 401: badKey, 404: notFound, 409: 'Not connected: there is no picture.' }),
  },
} satisfies FastifySchema;
