import type { Qr } from './pairing.js';

/** The names of events, as a client subscribes to them. [doc] */
export const eventNames = [
  'messages.upsert',
  'messages.update',
  'contacts.update',
  'chats.update',
  'qrcode.updated',
  'connection.update',
] as const;
export type EventName = (typeof eventNames)[number];

/** Why a connection is as it is, in the codes of Baileys. [upstream] */
export const statusReason = { fine: 200, loggedOut: 401, closed: 428, replaced: 440, badSession: 500 } as const;

/** The phone that an instance is linked to. */
export type Profile = {
  /** With country code, digits only. */
  readonly number: string;
  readonly name: string;
};

/** What a caller may say of the phone; the rest is made up. */
export type GivenProfile = { readonly [Field in keyof Profile]?: Profile[Field] | undefined };

/** States that a connection.update tells of; the last one is shown by no call. [upstream] */
export const connectionStates = ['connecting', 'open', 'close', 'refused'] as const;

/** What each event says beside whom it is about, and when. */
type Told = {
  /** The QR is made up when it is asked for; there is none any more when the last one has expired. */
  readonly 'qrcode.updated': { readonly qr: (() => Qr | undefined) | undefined };
  readonly 'connection.update': { readonly state: (typeof connectionStates)[number]; readonly statusReason: number };
};

/** The names of the events that happen here. */
export type EmittedName = keyof Told;

/** Whom an event is about, and when it happened. */
export type EventMoment = {
  /** Technical name. */
  readonly instance: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The phone that is linked at that time. */
  readonly profile: Profile | null;
};

/** What happened to an instance. What is sent, shown and kept of it stands in `events/`. */
export type DomainEvent<Name extends EmittedName = EmittedName> = {
  readonly [One in Name]: EventMoment & { readonly name: One } & Told[One];
}[Name];

export type EventListener = (event: DomainEvent) => void;

/** A phone's address in WhatsApp. [upstream] */
export const jidOf = (number: string): string => `${number}@s.whatsapp.net`;
