import { mediaUrl } from '../net/media-url.js';
import { KeptMessage, messageId } from '../messages/kept.js';
import { ackOf, keyOf, secondsOf, wireOf } from '../messages/wire.js';
import { registry } from '../schema/registry.js';
import { event } from './event.js';

/** A message came in. [upstream] */
export const messagesUpsert = event('messages.upsert', {
  data({ instance, time, message }, { serverUrl }) {
    const { pushName, media } = message;
    return {
      key: keyOf(message),
      pushName,
      status: ackOf.delivered,
      ...wireOf(message, media === null ? undefined : mediaUrl(serverUrl, media.token)),
      messageTimestamp: secondsOf(time),
      instanceId: instance,
      source: 'android',
    };
  },
  fields: () => ({
    messageId: messageId('The message of a messages.upsert or messages.update.').nullable(),
  }),
  view: (upsert) => ({ messageId: upsert?.message.id ?? null }),
  kept: () => ({ message: KeptMessage.clone().register(registry, { description: 'The message.' }) }),
  keep: ({ message }) => ({ message: { ...message } }),
  restore: ({ message }) => ({ message }),
});
