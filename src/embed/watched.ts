import type { Duration } from './options.js';

/** A QR that can be scanned now. */
export type Qr = {
  /** The QR as a data URI: a PNG. */
  readonly base64: string;
  /** The text inside the QR. */
  readonly code: string;
  /** For typing in place of scanning; `null` when no number was given. */
  readonly pairingCode: string | null;
  /** Which QR of this pairing it is, from 1. */
  readonly count: number;
  /** When the next one replaces it: ISO 8601, UTC. */
  readonly expiresAt: string;
};

/** An instance as it is now. */
export type Instance = {
  /** Display name; `displayName` repeats it. */
  readonly instanceName: string;
  readonly displayName: string;
  /** Technical name: what later calls take; `internalName` repeats it. */
  readonly apiInstanceName: string;
  readonly internalName: string;
  /** `status` repeats it. */
  readonly state: 'connecting' | 'open' | 'close';
  readonly status: 'connecting' | 'open' | 'close';
  readonly integration: 'WHATSAPP-BAILEYS' | 'WHATSAPP-BUSINESS';
  /** With country code, digits only: the phone's once connected, before that the one given at create. */
  readonly number: string | null;
  readonly rejectCalls: boolean;
  readonly ignoreGroups: boolean;
  readonly alwaysOnline: boolean;
  readonly readMessages: boolean;
  readonly readStatus: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The state as finely as the emulator knows it. */
  readonly phase: 'starting' | 'pairing' | 'expired' | 'linking' | 'open' | 'dead' | 'lost' | 'replaced' | 'closed';
  /** What is possible now: of the phone, and then of the client. */
  readonly actions: readonly string[];
  /** The linked phone; `null` while none is. */
  readonly phone: { readonly number: string; readonly profileName: string } | null;
  /** The current QR; `null` when there is none. */
  readonly qrcode: Qr | null;
};

/** One event on its way to one webhook. Times are ISO 8601, UTC, by the account's clock. */
export type Delivery = {
  readonly id: string;
  readonly webhookId: number;
  readonly url: string;
  readonly event: string;
  /** Technical name. */
  readonly instanceName: string;
  readonly status: 'waiting' | 'delivering' | 'delivered' | 'failed';
  readonly createdAt: string;
  readonly nextAttemptAt: string | null;
  readonly attempts: readonly {
    readonly time: string;
    readonly status: number | null;
    readonly error: string | null;
  }[];
  /** What was or will be sent. */
  readonly body: Readonly<Record<string, unknown>>;
};

/** How many are sought. */
export type Amount = {
  /** How many have to fit; default 1. */
  readonly count?: number | undefined;
  /** Most to list, the newest ones; default 100. */
  readonly limit?: number | undefined;
};

/** Which deliveries are meant. */
export type DeliveryQuery = Amount & {
  readonly event?: string | undefined;
  /** Technical name. */
  readonly instanceName?: string | undefined;
  readonly webhook?: number | undefined;
  readonly status?: 'waiting' | 'delivering' | 'delivered' | 'failed' | undefined;
};

/** Which instances are meant. */
export type InstanceQuery = Amount & {
  /** Technical name. */
  readonly instanceName?: string | undefined;
  readonly state?: Instance['state'] | undefined;
  readonly phase?: Instance['phase'] | undefined;
};

/** Which events are meant. */
export type EventQuery = Amount & {
  readonly event?: string | undefined;
  /** Technical name. */
  readonly instanceName?: string | undefined;
  readonly state?: 'connecting' | 'open' | 'close' | 'refused' | undefined;
  readonly statusReason?: number | undefined;
};

/** Which requests are meant. */
export type RequestQuery = Amount & {
  /** Id of an operation of the imitated API, such as `createInstance`. */
  readonly operation?: string | undefined;
  readonly method?: string | undefined;
  /** With `/api/v1` or without. */
  readonly path?: string | undefined;
  /** Technical name. */
  readonly instanceName?: string | undefined;
  readonly status?: number | undefined;
  /** From this ISO 8601 time on, by the account's clock. */
  readonly since?: string | undefined;
  /** Up to this time. */
  readonly until?: string | undefined;
  /** What the body has to have; other members may stand beside it. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  /** The requests without a key, or with one that is not let in, in place of the account's own. */
  readonly unclaimed?: boolean | undefined;
};

/** Something that happened to an instance. */
export type Event = {
  readonly event: string;
  /** Technical name. */
  readonly instanceName: string;
  /** ISO 8601, UTC, by the account's clock. */
  readonly time: string;
  /** What a `connection.update` tells of; `null` for others. */
  readonly state: string | null;
  readonly statusReason: number | null;
  /** The QR of a `qrcode.updated`; `null` when the last one has expired. */
  readonly qrcode: { readonly code: string; readonly pairingCode: string | null; readonly count: number } | null;
};

/** A body: what JSON says, or else the text; only its first 16 KiB are kept. */
export type Sent = { readonly bytes: number; readonly cut: boolean; readonly content: unknown };

/** A request to the imitated API, and its answer. Keys and secrets are masked. */
export type Request = {
  /** Counts the account's requests from 1. */
  readonly id: number;
  /** When it was answered: ISO 8601, UTC, by the account's clock. */
  readonly time: string;
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  /** `null` at an unknown path, for a wrong verb and for what is not built. */
  readonly operation: string | null;
  /** Technical name of the instance that it was about. */
  readonly instanceName: string | null;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Sent | null;
  /** `null` when the client left before the answer. */
  readonly status: number | null;
  /** `null` for a picture or a stream. */
  readonly reply: Sent | null;
  /** Milliseconds until the answer; by the clock that was given to `startWachat()`, if one was. */
  readonly duration: number;
  /** What the caller was warned of. */
  readonly warnings: string | null;
  /** The fault that it met with. */
  readonly fault: string | null;
};

/** What can be waited for: how it is asked for, and what comes. */
export type Watched = {
  readonly requests: readonly [query: RequestQuery, item: Request];
  readonly events: readonly [query: EventQuery, item: Event];
  readonly deliveries: readonly [query: DeliveryQuery, item: Delivery];
  readonly instances: readonly [query: InstanceQuery, item: Instance];
};

/** Looking at an account, and waiting for what happens there. */
export type Watching = {
  /** What was asked of the imitated API, oldest first. */
  readonly requests: (query?: RequestQuery) => readonly Request[];
  /** What happened to instances, oldest first, whether a webhook was told of it or not. */
  readonly events: (query?: EventQuery) => readonly Event[];
  /** What webhooks were sent, oldest first. */
  readonly deliveries: (query?: DeliveryQuery) => readonly Delivery[];
  /** The instances, newest first. */
  readonly instances: (query?: InstanceQuery) => readonly Instance[];
  /**
   * Waits until as many fit as `count` says, and gives those that fit: one at least.
   * @param what `requests`, `events`, `deliveries` or `instances`
   * @param patience in real time; default 5 s
   * @throws {Error} when they are not there by then; its message has each condition of those that come closest
   * @example await wachat.waitFor('requests', { operation: 'createInstance', body: { instanceName: 'shop' } });
   * @example await wachat.waitFor('instances', { instanceName: name, state: 'open' }, '2s');
   */
  readonly waitFor: <What extends keyof Watched>(
    what: What,
    query?: Watched[What][0],
    patience?: Duration,
  ) => Promise<readonly [Watched[What][1], ...Watched[What][1][]]>;
};
