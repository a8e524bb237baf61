import { contactPictureUrl } from '../net/media-url.js';
import { textOf } from '../messages/content.js';
import { jid } from '../messages/kept.js';
import { event } from './event.js';

/** A contact is new, or goes by another name. [upstream] */
export const contactsUpdate = event('contacts.update', {
  data: ({ instance, jid: remoteJid, pushName }, { serverUrl }) => ({
    remoteJid,
    pushName,
    profilePicUrl: contactPictureUrl(serverUrl, remoteJid),
    instanceId: instance,
  }),
  fields: () => ({ remoteJid: jid('The other side of the chat, in an event about messages.').nullable() }),
  view: (update) => ({ remoteJid: update?.jid ?? null }),
  kept: () => ({
    jid: jid('The address of the contact.'),
    pushName: textOf('The name that they go by.', 'Siti', 100),
  }),
  keep: ({ jid: remoteJid, pushName }) => ({ jid: remoteJid, pushName }),
  restore: ({ jid: remoteJid, pushName }) => ({ jid: remoteJid, pushName }),
});
