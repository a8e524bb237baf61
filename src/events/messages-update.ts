import * as z from 'zod';
import { messageStatuses } from '../domain/message.js';
import { jid, messageId } from '../messages/kept.js';
import { ackOf } from '../messages/wire.js';
import { registry } from '../schema/registry.js';
import { mustBeOneOf } from '../schema/strict.js';
import { mustBe } from '../schema/wording.js';
import { event } from './event.js';

/** A sent message has got a tick, or has failed. [upstream] */
export const messagesUpdate = event('messages.update', {
  data: ({ instance, message, jid: remoteJid, fromMe, status }) => ({
    messageId: message,
    keyId: message,
    remoteJid,
    fromMe,
    status: ackOf[status],
    instanceId: instance,
  }),
  fields: () => ({
    status: z
      .enum([...new Set(Object.values(ackOf))])
      .nullable()
      .register(registry, { description: 'The tick in a messages.update.', example: 'DELIVERY_ACK' }),
  }),
  view: (update) => ({ status: update === undefined ? null : ackOf[update.status] }),
  kept: () => ({
    message: messageId('The message.'),
    jid: jid('The other side of the chat.'),
    fromMe: z
      .boolean(mustBe('true or false'))
      .register(registry, { description: 'Whether the instance sent it.', example: true }),
    status: z
      .enum(messageStatuses, mustBeOneOf(messageStatuses))
      .register(registry, { description: 'The new status.', example: 'delivered' }),
  }),
  keep: ({ message, jid: remoteJid, fromMe, status }) => ({ message, jid: remoteJid, fromMe, status }),
  restore: ({ message, jid: remoteJid, fromMe, status }) => ({ message, jid: remoteJid, fromMe, status }),
});
