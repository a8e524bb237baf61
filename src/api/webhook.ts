import * as z from 'zod';
import type { Account } from '../domain/account.js';
import { eventNames, type EventName } from '../domain/events.js';
import type { Integration } from '../domain/instance.js';
import type { Webhook } from '../domain/webhooks.js';
import { time } from '../http/replies.js';
import { registry } from '../schema/registry.js';
import { mustBe } from '../schema/wording.js';
import { nameFor, plainUrl } from './fields.js';
import { sample } from './samples.js';

export const EVENTS = ['*', ...eventNames] as const;
export const ID = 'the id of a webhook: a whole number from 1';
const SECRET = 'a string of 8 to 200 printable ASCII characters';

export const WebhookBody = z
  .object(
    {
      id: z.int(mustBe(ID)).min(1, mustBe(ID)).optional().register(registry, {
        description: 'The webhook to change; without it, a new one is created.',
        example: 1,
      }),
      url: plainUrl('a URL of at most 2048 characters').optional().register(registry, {
        description: 'Where events are sent. Needed for a new webhook.',
        example: 'https://example.com/hook',
      }),
      name: nameFor('A name for people.', 'Orders').optional(),
      events: z
        .array(z.enum(EVENTS, mustBe(`one of ${EVENTS.join(', ')}`)), mustBe('an array of event names'))
        .min(1, mustBe('an array of at least one event name'))
        .max(20, mustBe('an array of at most 20 event names'))
        .optional()
        .register(registry, {
          description: 'The events to send; `*` means all.',
          example: ['connection.update'],
        }),
      instanceName: z.string(mustBe('the technical name of an instance')).optional().register(registry, {
        description: 'Technical name of the only instance whose events are sent; without it, those of all.',
        example: sample.technicalName,
      }),
      enabled: z
        .boolean(mustBe('true or false'))
        .optional()
        .register(registry, { description: 'Whether events are sent at all.', example: true }),
      secret: z
        .string(mustBe(SECRET))
        .regex(/^[!-~]{8,200}$/, mustBe(SECRET))
        .optional()
        .register(registry, { description: 'The secret that deliveries are signed with; generated if it is missing.' }),
    },
    mustBe('a JSON object'),
  )
  .refine(({ id, url }) => id !== undefined || url !== undefined, {
    path: ['url'],
    error: 'is required: a URL of at most 2048 characters',
  })
  .register(registry, { id: 'SetWebhook', description: 'A new webhook, or changes to one.' });

export const WebhookReply = z
  .strictObject({
    id: z.int().min(1).register(registry, { description: 'Its id.', example: 1 }),
    name: z.string().nullable().register(registry, { description: 'Its name, if it has one.', example: 'Orders' }),
    url: z.string().register(registry, { description: 'Where events are sent.', example: 'https://example.com/hook' }),
    events: z.array(z.enum(EVENTS)).register(registry, { description: 'The events that are sent.', example: ['*'] }),
    enabled: z.boolean().register(registry, { description: 'Whether events are sent at all.', example: true }),
    secret: z.string().register(registry, {
      description: 'The secret that deliveries are signed with: whole when it was just set, masked in a list.',
      example: 'whsec_••••abcdef',
    }),
    instance: z
      .strictObject({
        instanceName: z.string().register(registry, { description: 'Display name.', example: sample.displayName }),
        displayName: z
          .string()
          .register(registry, { description: 'Display name, again.', example: sample.displayName }),
        apiInstanceName: z
          .string()
          .register(registry, { description: 'Technical name.', example: sample.technicalName }),
        internalName: z
          .string()
          .register(registry, { description: 'Technical name, again.', example: sample.technicalName }),
      })
      .nullable()
      .register(registry, { description: 'The only instance whose events it gets; null for all.' }),
    createdAt: time('When it was created: ISO 8601, UTC.'),
    updatedAt: time('When it was changed last: ISO 8601, UTC.'),
  })
  .register(registry, { id: 'Webhook' });
type WebhookReply = z.infer<typeof WebhookReply>;

export const noSuch = 'This account has no such webhook or instance.';

/** The events that an instance never has, and why. */
const neverHad: Readonly<Record<Integration, { readonly events: readonly EventName[]; readonly why: string }>> = {
  'WHATSAPP-BAILEYS': { events: [], why: '' },
  'WHATSAPP-BUSINESS': { events: ['qrcode.updated'], why: 'is a WHATSAPP-BUSINESS instance, which never shows a QR' },
};

/** Which events a webhook names that never come, and why; `undefined` if all of them may. */
export const waitingInVain = (account: Account, { events, instance: name }: Webhook): string | undefined => {
  const instance = name === null ? undefined : account.instances.get(name);
  if (instance === undefined) return undefined;
  const never = neverHad[instance.integration];
  const named = never.events.filter((event) => events.includes(event));
  return named.length === 0
    ? undefined
    : `${named.join(', ')} never comes to this webhook: ${instance.technicalName} ${never.why}`;
};

/** A webhook as clients see it. */
export const replyOf = (account: Account, webhook: Webhook, secret: string): WebhookReply => {
  const { id, name, url, events, enabled, createdAt, updatedAt } = webhook;
  const instance = webhook.instance === null ? undefined : account.instances.get(webhook.instance);
  return {
    id,
    name,
    url,
    events: [...events],
    enabled,
    secret,
    instance:
      instance === undefined
        ? null
        : {
            instanceName: instance.displayName,
            displayName: instance.displayName,
            apiInstanceName: instance.technicalName,
            internalName: instance.technicalName,
          },
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
};
