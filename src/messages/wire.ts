import { jidOf } from '../domain/events.js';
import { isGroup, type Content, type Message } from '../domain/message.js';

type Wired = { readonly messageType: string; readonly message: Readonly<Record<string, unknown>> };

const absent = (value: string | null): string | undefined => value ?? undefined;

/** A content in the form of WhatsApp's own protocol, as upstream passes it on. [upstream] */
const wired = (content: Content, chat: { readonly jid: string; readonly author: string | null }): Wired => {
  const as = (messageType: string, value: unknown): Wired => ({ messageType, message: { [messageType]: value } });
  switch (content.type) {
    case 'text':
      return as('conversation', content.text);
    case 'image':
    case 'video':
    case 'document':
    case 'audio': {
      const { type, url, mimetype, fileName, caption } = content;
      return as(`${type}Message`, {
        url: absent(url),
        mimetype: absent(mimetype),
        fileName: absent(fileName),
        caption: absent(caption),
      });
    }
    case 'location':
      return as('locationMessage', {
        degreesLatitude: content.latitude,
        degreesLongitude: content.longitude,
        name: absent(content.name),
        address: absent(content.address),
      });
    case 'contact': {
      const { name, number } = content;
      const escaped = name.replaceAll(/([\\,;])/g, String.raw`\$1`).replaceAll(/[\r\n]+/g, ' ');
      return as('contactMessage', {
        displayName: name,
        vcard: `BEGIN:VCARD\nVERSION:3.0\nN:${escaped}\nFN:${escaped}\nitem1.TEL;waid=${number}:+${number}\nitem1.X-ABLabel:Mobile\nEND:VCARD`,
      });
    }
    case 'list':
      return as('listMessage', {
        title: content.title,
        description: content.text,
        buttonText: content.buttonText,
        footerText: absent(content.footerText),
        listType: 1,
        sections: content.sections.map(({ title, rows }) => ({
          title,
          rows: rows.map((row) => ({ ...row, description: absent(row.description) })),
        })),
      });
    case 'buttons':
      return as('viewOnceMessage', {
        message: {
          interactiveMessage: {
            ...(content.title !== null && { header: { title: content.title } }),
            body: { text: content.text },
            ...(content.footerText !== null && { footer: { text: content.footerText } }),
            nativeFlowMessage: {
              buttons: content.buttons.map(({ id, text }) => ({
                name: 'quick_reply',
                buttonParamsJson: JSON.stringify({ display_text: text, id }),
              })),
            },
          },
        },
      });
    case 'listReply':
      return as('listResponseMessage', {
        title: content.title,
        listType: 1,
        singleSelectReply: { selectedRowId: content.rowId },
        description: absent(content.description),
      });
    case 'buttonReply':
      return as('templateButtonReplyMessage', {
        selectedId: content.buttonId,
        selectedDisplayText: content.text,
      });
    case 'reaction':
      return as('reactionMessage', {
        key: { remoteJid: chat.jid, fromMe: content.targetFromMe, id: content.target },
        text: content.emoji,
      });
    case 'call':
      return as('call', { isVideo: content.video });
  }
};

/** The key of a message. [upstream] */
export const keyOf = ({ jid, fromMe, id, author }: Message) => ({
  remoteJid: jid,
  fromMe,
  id,
  ...(!fromMe && author !== null && jid !== jidOf(author) && { participant: jidOf(author) }),
});

/** A message as upstream passes it on: its type, and its content with what it quotes. [upstream] */
export const wireOf = (message: Message, mediaUrl?: string): Wired => {
  const { content, quoted, jid, author } = message;
  const plain = wired(content, message);
  const extras = mediaUrl === undefined ? {} : { mediaUrl };
  if (quoted === null) return { ...plain, message: { ...plain.message, ...extras } };
  const other = isGroup(jid) || author === null ? null : jidOf(author);
  const contextInfo = {
    stanzaId: quoted.id,
    participant: quoted.fromMe || other === null ? undefined : other,
    quotedMessage: wired(quoted.content, message).message,
  };
  if (content.type === 'text') {
    return {
      messageType: 'extendedTextMessage',
      message: { extendedTextMessage: { text: content.text, contextInfo } },
    };
  }
  const own = plain.message[plain.messageType];
  return {
    messageType: plain.messageType,
    message: { [plain.messageType]: { ...(typeof own === 'object' && own), contextInfo }, ...extras },
  };
};

/** The statuses as upstream calls them. [upstream] */
export const ackOf = {
  waiting: 'PENDING',
  pending: 'PENDING',
  sent: 'SERVER_ACK',
  delivered: 'DELIVERY_ACK',
  read: 'READ',
  played: 'PLAYED',
  failed: 'ERROR',
  cancelled: 'ERROR',
  ignored: 'DELIVERY_ACK',
} as const;

/** A time as upstream writes it: seconds since 1970. [upstream] */
export const secondsOf = (time: number): number => Math.floor(time / 1_000);
