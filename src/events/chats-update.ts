import { jid } from '../messages/kept.js';
import { event } from './event.js';

/** There is something new in a chat. [upstream] */
export const chatsUpdate = event('chats.update', {
  data: ({ instance, jid: remoteJid }) => [{ remoteJid, instanceId: instance }],
  fields: () => ({}),
  view: () => ({}),
  kept: () => ({ jid: jid('The other side of the chat.') }),
  keep: ({ jid: remoteJid }) => ({ jid: remoteJid }),
  restore: ({ jid: remoteJid }) => ({ jid: remoteJid }),
});
