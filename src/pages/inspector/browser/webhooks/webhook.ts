import type { Webhook as Shape } from '../../../../shapes.js';

/** A webhook as lists show it, its secret masked. */
export type Webhook = Shape;

/** The events that a webhook can subscribe to, with when they come. */
const all: Readonly<Record<Exclude<Webhook['events'][number], '*'>, string>> = {
  'messages.upsert': 'a message was sent or received',
  'messages.update': 'a message got a tick',
  'contacts.update': 'a customer has a name or another one',
  'chats.update': 'a chat has something new',
  'qrcode.updated': 'there is a new QR, or none any more',
  'connection.update': 'an instance connects, opens or closes',
};
export const eventWords: readonly (readonly [string, string])[] = Object.entries(all);

/** What it is called: its name, or else where it leads. */
export const titleOf = ({ name, url }: Pick<Webhook, 'name' | 'url'>): string => name ?? url;
