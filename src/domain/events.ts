import { sizeOf, type Message, type MessageStatus } from './message.js';
import type { Qr } from './pairing.js';
import { createSharedLog, type SharedLog } from './shared-log.js';

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

/** What a caller may say about the phone; the rest gets defaults. */
export type GivenProfile = { readonly [Field in keyof Profile]?: Profile[Field] | undefined };

/** The states of a connection.update; no call ever returns the last one. [upstream] */
export const connectionStates = ['connecting', 'open', 'close', 'refused'] as const;

/** What each event carries besides its instance and its time. */
type Told = {
  readonly 'messages.upsert': { readonly message: Message };
  readonly 'messages.update': {
    /** The message, by its id, and the chat, by the address of the other side. */
    readonly message: string;
    readonly jid: string;
    readonly fromMe: boolean;
    readonly status: MessageStatus;
  };
  readonly 'contacts.update': { readonly jid: string; readonly pushName: string };
  readonly 'chats.update': { readonly jid: string };
  /** The QR is computed when it is asked for; there is none once the last one has expired. */
  readonly 'qrcode.updated': { readonly qr: (() => Qr | undefined) | undefined };
  readonly 'connection.update': { readonly state: (typeof connectionStates)[number]; readonly statusReason: number };
};

/** The names of the events that the emulator emits. */
export type EmittedName = keyof Told;

/** The instance that an event is about, and when it happened. */
export type EventMoment = {
  /** Technical name. */
  readonly instance: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The phone that was linked at that time. */
  readonly profile: Profile | null;
};

/** Something that happened to an instance. `events/` says what is sent, shown and saved of it. */
export type DomainEvent<Name extends EmittedName = EmittedName> = {
  readonly [One in Name]: EventMoment & { readonly name: One } & Told[One];
}[Name];

/** An event of an account, with its number among these, from 1. */
export type NumberedEvent = DomainEvent & { readonly id: number };

export type EventListener = (event: NumberedEvent) => void;

/** A phone's address in WhatsApp. [upstream] */
export const jidOf = (number: string): string => `${number}@s.whatsapp.net`;

/** Maximum number of events that are kept of one account, and in all, and about what each takes, in bytes. */
const MOST_EVENTS = 1_000;
export const MOST_EVENTS_IN_ALL = 20_000;
export const EVENT_BYTES = 250;

export type EventLog = SharedLog<number, NumberedEvent>;

/** How many events of the usual size take as much room as this one. */
export const weightOf = (event: DomainEvent): number =>
  event.name === 'messages.upsert' ? 1 + Math.floor(sizeOf(event.message) / EVENT_BYTES) : 1;

/** The newest events of all accounts, by the serial numbers of these. */
export const createEventLog = (): EventLog => createSharedLog<number, NumberedEvent>(MOST_EVENTS_IN_ALL, weightOf);

/** The newest events of an account, oldest first. */
export const eventsOf = (log: EventLog, { serial }: { readonly serial: number }): readonly NumberedEvent[] =>
  log.of(serial).slice(-MOST_EVENTS);
