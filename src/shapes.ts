/*
 * The shapes that the emulator publishes. Made by `npm run openapi` from the documents in openapi/, and so from the
 * schemas of the operations; change those instead.
 */

/** An account, seen from outside. */
export type AccountSummary = {
  /**
   * Its API key, masked: the last six characters of a long one, nothing of a short one.
   * @example ••••x7Kd2q
   */
  readonly key: string;
  /**
   * The number in its technical names.
   * @example 1
   */
  readonly number: number;
  /**
   * Whether it is the account of the caller.
   * @example true
   */
  readonly own: boolean;
  readonly instances: InstanceCounts;
  /**
   * How many webhooks it has.
   * @example 0
   */
  readonly webhooks: number;
  /**
   * Whether its clock moves only when told to.
   * @example false
   */
  readonly frozen: boolean;
  /**
   * When it was last used, by the clock of the process; now, while it is in use.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly lastUsedAt: string;
};

/** One POST. */
export type Attempt = {
  /**
   * When, by the account's clock.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly time: string;
  /**
   * The receiver's last status; null without an answer.
   * @example 200
   */
  readonly status: number | null;
  /**
   * Why there was no answer.
   * @example request failed: ECONNREFUSED
   */
  readonly error: string | null;
  /**
   * The redirects that were met, at most 21; the last one may not have been followed.
   * @example []
   */
  readonly hops: readonly Hop[];
};

/** A call of somebody. */
export type Call = {
  /**
   * Who it is from.
   * @example 628123456789
   */
  readonly from: string;
  /**
   * The name that they go by; by default the one that they had, or a plausible one.
   * @example Siti
   */
  readonly pushName?: string | undefined;
  /**
   * With a picture; by default without.
   * @example false
   */
  readonly video?: boolean | undefined;
};

/** A chat: an instance and one number or group. */
export type Chat = {
  /**
   * The address of the other side.
   * @example 6281298765432@s.whatsapp.net
   */
  readonly jid: string;
  /**
   * Its number; null for a group and status updates.
   * @example 6281298765432
   */
  readonly number: string | null;
  /**
   * The name that it goes by.
   * @example Siti
   */
  readonly name: string;
  /**
   * Whether it is a group.
   * @example false
   */
  readonly isGroup: boolean;
  /**
   * How many came in that nobody has read.
   * @example 0
   */
  readonly unread: number;
  /**
   * Whether the other side has blocked the instance's number: nothing reaches it then.
   * @example false
   */
  readonly blocked: boolean;
  /**
   * How many of its messages wait: to be typed, or for the connection.
   * @example 0
   */
  readonly waiting: number;
  /** The newest message; null without one that is kept. */
  readonly lastMessage: {
    /**
     * Its id.
     * @example 3EB015F393D49B570520E3
     */
    readonly id: string;
    /**
     * When it leaves or left, or came; while that is open, when it was handed over.
     * @example 2026-06-11T17:06:54.895Z
     */
    readonly time: string;
    /**
     * Whether the instance sent it.
     * @example true
     */
    readonly fromMe: boolean;
    /**
     * What it is.
     * @example text
     */
    readonly type:
      | 'text'
      | 'image'
      | 'video'
      | 'document'
      | 'audio'
      | 'location'
      | 'contact'
      | 'list'
      | 'buttons'
      | 'listReply'
      | 'buttonReply'
      | 'reaction'
      | 'call';
    /**
     * The first 200 characters of what people read of it; null when it has no text.
     * @example Your order is on its way.
     */
    readonly text: string | null;
    /**
     * How far it has come.
     * @example delivered
     */
    readonly status:
      'waiting' | 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'cancelled' | 'ignored';
  } | null;
};

/** Somebody blocked the number of an instance, or no longer does. */
export type ChatNote = {
  /**
   * Technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName: string;
  /**
   * The address of the other side.
   * @example 6281298765432@s.whatsapp.net
   */
  readonly chat: string;
  /**
   * Whether the other side blocks the instance's number.
   * @example true
   */
  readonly blocked: boolean;
};

/** List the chats of an instance: the conditions. */
export type ChatQuery = {
  /**
   * Only those with this in the name, the address or the newest message, whatever the case.
   * @example siti
   */
  readonly contains?: string | undefined;
  /**
   * Only those below the chat with this number or group; limit lists the first of these.
   * @example 6281298765432
   */
  readonly before?: string | undefined;
  /**
   * Lists at most this many, the newest; 100 by default.
   * @example 100
   */
  readonly limit?: number | undefined;
  /**
   * Technical name of the instance.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly name?: string | undefined;
};

/** The account's clock. */
export type Clock = {
  /**
   * What the clock says: ISO 8601, UTC.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly now: string;
  /**
   * Whether it moves only when told to.
   * @example true
   */
  readonly frozen: boolean;
};

/** One change of the clock. */
export type ClockChange = {
  /**
   * Stops the clock.
   * @example true
   */
  readonly freeze?: true | undefined;
  /**
   * Lets it run, from where it is.
   * @example true
   */
  readonly run?: true | undefined;
  /**
   * Moves it forward, by a text with a unit or a number of milliseconds; what falls due on the way happens, in order, before the answer.
   * @example 30m
   */
  readonly advance?: string | number | undefined;
  /**
   * Moves it to a time, forward or back; on the way back nothing happens.
   * @example 2026-07-01T00:00:00Z
   */
  readonly set?: string | undefined;
  /**
   * After each thing that happens, waits for its deliveries; at most 10 s in total.
   * @example false
   */
  readonly settle?: boolean | undefined;
};

export type ClockChanged = {
  /**
   * Always true unless the reply is an error.
   */
  readonly success: true;
  readonly clock: MovedClock;
};

export type ClockReply = {
  /**
   * Always true unless the reply is an error.
   */
  readonly success: true;
  readonly clock: Clock;
};

/** One that does not match, and why. */
export type ClosestInstance = {
  readonly item: Instance;
  /** Each condition. */
  readonly conditions: readonly Condition[];
};

/** One condition, and whether it was met. */
export type Condition = {
  /**
   * What was asked for.
   * @example status
   */
  readonly condition: string;
  /**
   * The value that was asked for.
   * @example 201
   */
  readonly expected: unknown;
  /**
   * The value that was there; null for none.
   * @example 400
   */
  readonly seen: unknown;
  /**
   * Whether it was met.
   * @example false
   */
  readonly met: boolean;
};

/** One event on its way to one webhook. */
export type Delivery = {
  /**
   * Webhook and number.
   * @example 1-1
   */
  readonly id: string;
  /**
   * The webhook.
   * @example 1
   */
  readonly webhookId: number;
  /**
   * Where it goes.
   * @example https://example.com/hook
   */
  readonly url: string;
  /**
   * The event.
   * @example connection.update
   */
  readonly event:
    'messages.upsert' | 'messages.update' | 'contacts.update' | 'chats.update' | 'qrcode.updated' | 'connection.update';
  /**
   * Technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName: string;
  /**
   * Whether it waits, is in flight, was delivered, failed, or was dropped by a fault.
   * @example delivered
   */
  readonly status: 'waiting' | 'delivering' | 'delivered' | 'failed' | 'dropped';
  /**
   * The labels of the faults that it met; null for none.
   * @example twice
   */
  readonly fault: string | null;
  /**
   * The delivery that it repeats, by id: a fault duplicated it, or it was delivered once more by hand.
   * @example 1-1
   */
  readonly copyOf: string | null;
  /**
   * What it waits for: the time in nextAttemptAt, or the next delivery of its webhook, since a fault swaps them, until that time at most; null when it does not wait, or only for its turn.
   * @example time
   */
  readonly waitsFor: 'time' | 'next' | null;
  /**
   * How often a fault has sent it again although it came; attempts has the newest POSTs then.
   * @example 0
   */
  readonly repeats: number;
  /**
   * When the event happened.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly createdAt: string;
  /**
   * When it is sent next; null when it is not, or for as soon as its turn comes.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly nextAttemptAt: string | null;
  /** The POSTs so far. */
  readonly attempts: readonly Attempt[];
  /** What was or will be sent. */
  readonly body: {
    readonly [key: string]: unknown;
  };
};

/** A delivery in detail. */
export type DeliveryDetail = {
  /**
   * Always true unless the reply is an error.
   */
  readonly success: true;
  readonly delivery: Delivery;
  readonly request: DeliveryRequest;
  /** How it is signed, without the secret itself; null if it has no signature. */
  readonly signature: {
    /**
     * Its header.
     * @example X-Wachat-Signature
     */
    readonly header: string;
    /** That header. */
    readonly value: string;
    /** What a receiver should compute; it differs from the header only if a fault signs wrong. */
    readonly expected: string;
    /**
     * The algorithm.
     * @example HMAC-SHA256
     */
    readonly algorithm: string;
    /**
     * What is signed.
     * @example <X-Wachat-Timestamp>.<raw body>
     */
    readonly signed: string;
    /** How it comes about. */
    readonly steps: readonly SignatureStep[];
    /** What common mistakes make of it, without those that make no difference to this delivery. */
    readonly mistakes: readonly SignatureMistake[];
  } | null;
  /**
   * Why it has no signature, in a sentence; null if it has one.
   * @example null
   */
  readonly unsigned: string | null;
  /** What is to be said of the signature that was received; null without one. */
  readonly verdict: {
    /**
     * Whether it is the right signature.
     * @example false
     */
    readonly matches: boolean;
    /**
     * The mistake that makes such a value; null if it is right, or if no known mistake does.
     * @example onlyBody
     */
    readonly mistake:
      | 'rewrittenByJavaScript'
      | 'rewrittenByPython'
      | 'rewrittenByCompactPython'
      | 'rewrittenByPhp'
      | 'rewrittenIndented'
      | 'rewrittenWithSortedKeys'
      | 'emptyBody'
      | 'bodyWithLineBreak'
      | 'bodyInWrongCharset'
      | 'onlyData'
      | 'onlyBody'
      | 'withoutDot'
      | 'timeInMilliseconds'
      | 'secretWithoutPrefix'
      | 'secretDecoded'
      | 'maskedSecret'
      | 'secretWithLineBreak'
      | 'apiKeyAsSecret'
      | 'keyAndTextSwapped'
      | 'withoutKey'
      | 'sha1'
      | 'sha512'
      | 'otherAttempt'
      | 'otherWebhook'
      | 'changedSecret'
      | 'brokenByFault'
      | 'base64'
      | 'upperCase'
      | 'prefix'
      | null;
    /** The same in words, with what would be right. */
    readonly sentence: string;
  } | null;
};

/** What goes wrong with deliveries on purpose: with which, when, and how. */
export type DeliveryFault = {
  /**
   * A label to know it by.
   * @example twice
   */
  readonly name?: string | undefined;
  /**
   * Only these events.
   * @example connection.update
   */
  readonly event?:
    | (
        | 'messages.upsert'
        | 'messages.update'
        | 'contacts.update'
        | 'chats.update'
        | 'qrcode.updated'
        | 'connection.update'
      )
    | readonly (
        | 'messages.upsert'
        | 'messages.update'
        | 'contacts.update'
        | 'chats.update'
        | 'qrcode.updated'
        | 'connection.update'
      )[]
    | undefined;
  /**
   * Only events of this instance, by technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName?: string | undefined;
  /**
   * Only deliveries to this webhook, by id.
   * @example 1
   */
  readonly webhook?: number | undefined;
  /**
   * Only the first n that match.
   * @example 1
   */
  readonly first?: number | undefined;
  /**
   * Only the nth that matches.
   * @example 2
   */
  readonly nth?: number | undefined;
  /**
   * Every nth that matches.
   * @example 3
   */
  readonly every?: number | undefined;
  /**
   * From the nth that matches on.
   * @example 2
   */
  readonly from?: number | undefined;
  /**
   * This share of those that match; with a seed, the same ones each time.
   * @example 0.1
   */
  readonly share?: number | undefined;
  /**
   * Delivers it once more right after, or this many times.
   * @example true
   */
  readonly duplicate?: true | number | undefined;
  /**
   * Delivers it after the next one of its webhook, or after a minute by the account's clock if none comes by then. That next one is not swapped in turn.
   * @example true
   * @constant
   */
  readonly swap?: true | undefined;
  /**
   * Delivers it so much later by the account's clock; those behind it do not wait.
   * @example 5s
   */
  readonly delay?: string | number | undefined;
  /**
   * Never delivers it.
   * @example true
   * @constant
   */
  readonly drop?: true | undefined;
  /**
   * Delivers it again and again although it came, in the rhythm of retries by the account's clock, and after nine times ever more rarely; those behind it do not wait. It ends with the faults, when the webhook is disabled or deleted, and when a repetition is answered with 400, 401, 403, 404 or 422.
   * @example true
   * @constant
   */
  readonly repeat?: true | undefined;
  /**
   * Writes the body in another form of the same JSON, so that who parses it and writes it again gets other bytes: slashes as \/, numbers such as 1.00, spacing, and unicode as \u2022; unusual is all of them. The signature is that of the bytes that are sent.
   * @example unusual
   */
  readonly encoding?: 'unusual' | readonly ('slashes' | 'numbers' | 'spacing' | 'unicode')[] | undefined;
  /**
   * Signs it wrong, with a time that is an hour old (stale), or not at all (missing).
   * @example wrong
   */
  readonly signature?: 'wrong' | 'stale' | 'missing' | undefined;
};

/** A delivery is new or has changed. */
export type DeliveryNote = {
  /**
   * Its id in the list of deliveries.
   * @example 1-1
   */
  readonly id: string;
  /**
   * The webhook.
   * @example 1
   */
  readonly webhookId: number;
  /**
   * What it tells.
   * @example connection.update
   */
  readonly event:
    'messages.upsert' | 'messages.update' | 'contacts.update' | 'chats.update' | 'qrcode.updated' | 'connection.update';
  /**
   * Technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName: string;
  /**
   * Whether it waits, is in flight, was delivered, failed, or was dropped by a fault.
   * @example delivered
   */
  readonly status: 'waiting' | 'delivering' | 'delivered' | 'failed' | 'dropped';
  /**
   * How many POSTs there were so far.
   * @example 1
   */
  readonly attempts: number;
  /**
   * The receiver's last status; null before the first answer, or if the last POST got none.
   * @example 200
   */
  readonly httpStatus: number | null;
};

/** List the deliveries: the conditions. */
export type DeliveryQuery = {
  /**
   * Only this event.
   * @example connection.update
   */
  readonly event?:
    | 'messages.upsert'
    | 'messages.update'
    | 'contacts.update'
    | 'chats.update'
    | 'qrcode.updated'
    | 'connection.update'
    | undefined;
  /**
   * Only this instance, by technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName?: string | undefined;
  /**
   * Only instances with this display name: that is, with the instanceName given at create. Several may have it.
   * @example jakarta_store
   */
  readonly displayName?: string | undefined;
  /**
   * Only this webhook, by id.
   * @example 1
   */
  readonly webhook?: number | undefined;
  /**
   * Only in this status.
   * @example delivered
   */
  readonly status?: 'waiting' | 'delivering' | 'delivered' | 'failed' | 'dropped' | undefined;
  /**
   * Only those that met this fault, by its label.
   * @example twice
   */
  readonly fault?: string | undefined;
  /**
   * true: only those that met a fault; false: only the others.
   * @example false
   */
  readonly hasFault?: boolean | undefined;
  /**
   * Only with this in the URL, the event, the instance, an error or the body, whatever the case: JSON without spaces, pictures left out.
   * @example jakarta
   */
  readonly contains?: string | undefined;
  /**
   * Only connection.update with this state.
   * @example open
   */
  readonly state?: 'connecting' | 'open' | 'close' | 'refused' | undefined;
  /**
   * Only connection.update with this statusReason.
   * @example 200
   */
  readonly statusReason?: number | undefined;
  /** Only what was or will be sent with these members; it may have more. */
  readonly body?:
    | {
        readonly [key: string]: unknown;
      }
    | undefined;
  /**
   * Only those that are older than this delivery, by id; limit lists the newest of these, so the oldest of one page asks for the next.
   * @example 1-1
   */
  readonly before?: string | undefined;
  /**
   * How many must match to end the wait; 1 by default.
   * @example 1
   */
  readonly count?: number | undefined;
  /**
   * Lists at most this many, the newest; 100 by default.
   * @example 100
   */
  readonly limit?: number | undefined;
};

/** The newest POST of a delivery, or the next one. */
export type DeliveryRequest = {
  /**
   * Whether it was sent so, or is in flight; false: this is how it would be sent now, because it was not sent yet, or not since its webhook was changed or the account restored, or because a fault dropped it.
   * @example true
   */
  readonly sent: boolean;
  /**
   * The method; redirects are in the attempts.
   */
  readonly method: 'POST';
  /**
   * Where it goes.
   * @example https://example.com/hook
   */
  readonly url: string;
  /**
   * All headers.
   * @example {
   *       "Content-Type": "application/json"
   *     }
   */
  readonly headers: {
    readonly [key: string]: string;
  };
  /**
   * The body, exactly as it is sent.
   * @example {}
   */
  readonly body: string;
  /**
   * The bytes of the body.
   * @example 2
   */
  readonly bytes: number;
};

/** Something that falls due by itself. */
export type Due = {
  /**
   * When, by the account's clock.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly time: string;
  /**
   * qrEnds: the current QR is replaced by the next one; pairingGivesUp: the last QR expires; autoScan: a phone scans by itself; scenarioStep: the next act of a scenario; linkEnds: an instance that is linking opens; messageLeaves: a message has been typed; deliveryRetry: the next attempt of a delivery; deliveryDelayEnds, deliverySwapEnds, deliveryRepeats: what a fault has kept out of the line of its webhook comes.
   * @example qrEnds
   */
  readonly what:
    | 'qrEnds'
    | 'pairingGivesUp'
    | 'autoScan'
    | 'scenarioStep'
    | 'linkEnds'
    | 'messageLeaves'
    | 'deliveryRetry'
    | 'deliveryDelayEnds'
    | 'deliverySwapEnds'
    | 'deliveryRepeats';
  /**
   * Technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName: string;
  /**
   * The message that leaves, by id; null for anything else.
   * @example null
   */
  readonly messageId: string | null;
  /**
   * The delivery that is sent, by id; null for anything else.
   * @example null
   */
  readonly deliveryId: string | null;
  /**
   * More about it, in a few words.
   * @example QR 1 of 30
   */
  readonly detail: string;
};

export type DueList = {
  /**
   * Always true unless the reply is an error.
   */
  readonly success: true;
  readonly clock: Clock;
  /**
   * How much falls due in all; may be more than is listed.
   * @example 2
   */
  readonly count: number;
  /** In the order in which it happens. */
  readonly due: readonly Due[];
};

/** Something that happened to an instance. */
export type Event = {
  /**
   * Counts the account's events from 1.
   * @example 1
   */
  readonly id: number;
  /**
   * Its name.
   * @example connection.update
   */
  readonly event:
    'messages.upsert' | 'messages.update' | 'contacts.update' | 'chats.update' | 'qrcode.updated' | 'connection.update';
  /**
   * Technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName: string;
  /**
   * When it happened, by the account's clock.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly time: string;
  /**
   * The state in a connection.update.
   * @example open
   */
  readonly state: 'connecting' | 'open' | 'close' | 'refused' | null;
  /**
   * The code in a connection.update.
   * @example 200
   */
  readonly statusReason: number | null;
  /** The QR of a qrcode.updated; null when the last one has expired. */
  readonly qrcode: {
    /** The text inside the QR. */
    readonly code: string;
    /** For typing instead of scanning. */
    readonly pairingCode: string | null;
    /**
     * Which QR of this pairing it is, from 1.
     * @example 1
     */
    readonly count: number;
  } | null;
  /**
   * The message of a messages.upsert or messages.update.
   * @example 3EB015F393D49B570520E3
   */
  readonly messageId: string | null;
  /**
   * The tick in a messages.update.
   * @example DELIVERY_ACK
   */
  readonly status: 'PENDING' | 'SERVER_ACK' | 'DELIVERY_ACK' | 'READ' | 'PLAYED' | 'ERROR' | null;
  /**
   * The other side of the chat, in an event about messages.
   * @example 628123456789@s.whatsapp.net
   */
  readonly remoteJid: string | null;
};

/** Something happened to an instance. */
export type EventNote = {
  /**
   * Its id in the list of events.
   * @example 1
   */
  readonly id: number;
  /**
   * Its name.
   * @example connection.update
   */
  readonly name:
    'messages.upsert' | 'messages.update' | 'contacts.update' | 'chats.update' | 'qrcode.updated' | 'connection.update';
  /**
   * Technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName: string;
  /**
   * When it happened, by the account's clock.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly time: string;
  /**
   * The state in a connection.update; null in others.
   * @example open
   */
  readonly state: 'connecting' | 'open' | 'close' | 'refused' | null;
};

/** List the events: the conditions. */
export type EventQuery = {
  /**
   * Only this event.
   * @example connection.update
   */
  readonly event?:
    | 'messages.upsert'
    | 'messages.update'
    | 'contacts.update'
    | 'chats.update'
    | 'qrcode.updated'
    | 'connection.update'
    | undefined;
  /**
   * Only this instance, by technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName?: string | undefined;
  /**
   * Only instances with this display name: that is, with the instanceName given at create. Several may have it.
   * @example jakarta_store
   */
  readonly displayName?: string | undefined;
  /**
   * Only connection.update with this state.
   * @example open
   */
  readonly state?: 'connecting' | 'open' | 'close' | 'refused' | undefined;
  /**
   * Only connection.update with this statusReason.
   * @example 200
   */
  readonly statusReason?: number | undefined;
  /**
   * Only those that are older than the event with this id; limit lists the newest of these, so the oldest of one page asks for the next.
   * @example 100
   */
  readonly before?: number | undefined;
  /**
   * How many must match to end the wait; 1 by default.
   * @example 1
   */
  readonly count?: number | undefined;
  /**
   * Lists at most this many, the newest; 100 by default.
   * @example 100
   */
  readonly limit?: number | undefined;
};

/** What is broken on purpose: for which requests, when, and how. */
export type Fault = {
  /**
   * A label to know it by.
   * @example busy
   */
  readonly name?: string | undefined;
  /**
   * Only these operations of the imitated API.
   * @example createInstance
   */
  readonly operation?:
    | (
        | 'createInstance'
        | 'getState'
        | 'getInstances'
        | 'logout'
        | 'logoutByPost'
        | 'deleteInstance'
        | 'getProfilePicture'
        | 'getQr'
        | 'getQrImage'
        | 'getQrLive'
        | 'setWebhook'
        | 'getWebhooks'
        | 'deleteWebhook'
        | 'sendText'
        | 'sendMedia'
        | 'sendList'
        | 'sendButton'
        | 'sendLocation'
        | 'send'
        | 'getContacts'
      )
    | readonly (
        | 'createInstance'
        | 'getState'
        | 'getInstances'
        | 'logout'
        | 'logoutByPost'
        | 'deleteInstance'
        | 'getProfilePicture'
        | 'getQr'
        | 'getQrImage'
        | 'getQrLive'
        | 'setWebhook'
        | 'getWebhooks'
        | 'deleteWebhook'
        | 'sendText'
        | 'sendMedia'
        | 'sendList'
        | 'sendButton'
        | 'sendLocation'
        | 'send'
        | 'getContacts'
      )[]
    | undefined;
  /**
   * Only these paths, under /api/v1 and at the root; * stands for any characters.
   * @example /instance/*
   */
  readonly path?: string | undefined;
  /**
   * Only this method.
   * @example GET
   */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | undefined;
  /**
   * Only requests with this technical name in their query or body. A call whose body names the instance meets its faults once the body is read, all others before.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName?: string | undefined;
  /**
   * Only the first n that match.
   * @example 1
   */
  readonly first?: number | undefined;
  /**
   * Only the nth that matches.
   * @example 2
   */
  readonly nth?: number | undefined;
  /**
   * Every nth that matches.
   * @example 3
   */
  readonly every?: number | undefined;
  /**
   * From the nth that matches on.
   * @example 2
   */
  readonly from?: number | undefined;
  /**
   * This share of those that match; with a seed, the same ones each time.
   * @example 0.1
   */
  readonly share?: number | undefined;
  /**
   * Waits this long, in real time, or for some time between two: before the request is carried out, or with carryOut after that.
   * @example 500ms
   */
  readonly delay?:
    | (string | number)
    | {
        /**
         * The shortest.
         * @example 100ms
         */
        readonly from: string | number;
        /**
         * The longest.
         * @example 2s
         */
        readonly to: string | number;
      }
    | undefined;
  /**
   * true: the request is carried out first, and at once; then its answer is what the fault makes of it, and what a delay keeps back says what was true then. false: it is not carried out. By default only cut, truncate and staleImage carry it out.
   * @example true
   */
  readonly carryOut?: boolean | undefined;
  /**
   * Answers with it, without carrying out the request.
   * @example 429
   */
  readonly status?: number | undefined;
  /**
   * The body in place of the usual one: a string is sent as it is, anything else as JSON. 204, 205 and 304 have none.
   * @example {
   *       "error": "Slow down."
   *     }
   */
  readonly body?: unknown;
  /**
   * The type of that body.
   * @example application/json
   */
  readonly contentType?: string | undefined;
  /**
   * Headers of that answer.
   * @example {
   *       "X-Request-Id": "1"
   *     }
   */
  readonly headers?:
    | {
        readonly [key: string]: string;
      }
    | undefined;
  /**
   * The header Retry-After of that answer; 1 with a 429.
   * @example 30s
   */
  readonly retryAfter?: number | string | undefined;
  /**
   * Carries out the request, then cuts the connection before, in the middle of, or after the reply. before can do without: carryOut.
   * @example middle
   */
  readonly cut?: 'before' | 'middle' | 'after' | undefined;
  /**
   * Carries out the request, and sends the first half of the body as if it were all of it.
   * @example true
   * @constant
   */
  readonly truncate?: true | undefined;
  /**
   * Never answers.
   * @example true
   * @constant
   */
  readonly hang?: true | undefined;
  /**
   * The picture shows the first QR of the pairing for as long as that lasts. Only with the operation getQrImage.
   * @example true
   * @constant
   */
  readonly staleImage?: true | undefined;
};

/** Faults were set, or one has matched or fired. */
export type FaultsNote = Record<string, never>;

/** Something is missing here: read the lists anew. */
export type GapNote = {
  /**
   * Why what was before cannot be told: the emulator was restarted; the account was reset, restored or deleted; or there was more than is kept, or than the reader took.
   * @example behind
   */
  readonly reason: 'restarted' | 'reset' | 'behind';
};

/** The first note of each stream. */
export type HelloNote = {
  /**
   * The version of the emulator.
   * @example 0.1.0
   */
  readonly version: string;
  readonly clock: Clock;
  /**
   * Whether it goes on after the note that lastEventId named, with all that came since.
   * @example false
   */
  readonly resumed: boolean;
};

/** A redirect on the way of a POST. */
export type Hop = {
  /**
   * The status that redirected.
   * @example 307
   */
  readonly status: number;
  /**
   * How the next URL is asked: GET, and so without the body, after 301, 302 and 303.
   * @example POST
   */
  readonly method: 'POST' | 'GET';
  /**
   * Where it redirects to.
   * @example https://example.com/hook/
   */
  readonly url: string;
};

/** An instance as it is now, with its current QR. */
export type Instance = {
  /**
   * Display name.
   * @example jakarta_store
   */
  readonly instanceName: string;
  /**
   * Display name, again.
   * @example jakarta_store
   */
  readonly displayName: string;
  /**
   * Technical name: what later calls take.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly apiInstanceName: string;
  /**
   * Technical name, again.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly internalName: string;
  readonly state: State;
  readonly status: State;
  /**
   * How the instance connects.
   * @example WHATSAPP-BAILEYS
   */
  readonly integration: 'WHATSAPP-BAILEYS' | 'WHATSAPP-BUSINESS';
  /**
   * Digits only, with country code: the phone's once connected, before that the one given at create; null when none was.
   * @example 628123456789
   */
  readonly number: string | null;
  /**
   * Whether incoming calls are declined.
   * @example false
   */
  readonly rejectCalls: boolean;
  /**
   * Whether group messages are left out.
   * @example false
   */
  readonly ignoreGroups: boolean;
  /**
   * Whether it appears online all the time.
   * @example false
   */
  readonly alwaysOnline: boolean;
  /**
   * Whether incoming messages are marked as read.
   * @example false
   */
  readonly readMessages: boolean;
  /**
   * Whether status updates are viewed.
   * @example false
   */
  readonly readStatus: boolean;
  /**
   * When it was created: ISO 8601, UTC.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly createdAt: string;
  /**
   * The exact state, finer than clients see it.
   * @example pairing
   */
  readonly phase: 'starting' | 'pairing' | 'expired' | 'linking' | 'open' | 'dead' | 'lost' | 'replaced' | 'closed';
  /**
   * What is possible in this state: first for the phone, then for the client.
   * @example [
   *       "scan",
   *       "refuse",
   *       "expireQr",
   *       "exhaust"
   *     ]
   */
  readonly actions: readonly (
    'scan' | 'refuse' | 'unlink' | 'drop' | 'reconnect' | 'replace' | 'expireQr' | 'exhaust' | 'logout' | 'delete'
  )[];
  /** The linked phone; null while none is. */
  readonly phone: {
    /**
     * Its number, digits only.
     * @example 628123456789
     */
    readonly number: string;
    /**
     * The name of its WhatsApp profile.
     * @example Toko Jakarta
     */
    readonly profileName: string;
  } | null;
  /**
   * When it opens by itself, because linking takes time: ISO 8601, UTC; null otherwise.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly opensAt: string | null;
  /**
   * Whether its number appears online: while it is open, if alwaysOnline is on.
   * @example unavailable
   */
  readonly presence: 'available' | 'unavailable';
  /** What it sent and received so far. */
  readonly messages: {
    /**
     * How many left.
     * @example 1
     */
    readonly sent: number;
    /**
     * How many came in.
     * @example 0
     */
    readonly received: number;
    /** The newest of these; null before the first one. */
    readonly last: {
      /**
       * Which way it went.
       * @example sent
       */
      readonly direction: 'sent' | 'received';
      /**
       * The address of the other side.
       * @example 6281298765432@s.whatsapp.net
       */
      readonly chat: string;
      /**
       * What it is.
       * @example text
       */
      readonly type:
        | 'text'
        | 'image'
        | 'video'
        | 'document'
        | 'audio'
        | 'location'
        | 'contact'
        | 'list'
        | 'buttons'
        | 'listReply'
        | 'buttonReply'
        | 'reaction'
        | 'call';
      /**
       * The first 100 characters of what people read of it.
       * @example Your order is on its way.
       */
      readonly text: string | null;
      /**
       * When it left or came in.
       * @example 2026-06-11T17:06:54.895Z
       */
      readonly time: string;
    } | null;
  };
  /** The current QR; null when there is none. */
  readonly qrcode: {
    /** The QR as a data URI, ready for the `src` of an `<img>`. Cut short in the examples. */
    readonly base64: string;
    /** The text inside the QR. */
    readonly code: string;
    /**
     * For typing instead of scanning; null when no number was given, at create or to getQr.
     * @example WZYEH1YY
     */
    readonly pairingCode: string | null;
    /**
     * Which QR of this pairing it is, from 1.
     * @example 1
     */
    readonly count: number;
    /**
     * When the next one replaces it: ISO 8601, UTC.
     * @example 2026-06-11T17:06:54.895Z
     */
    readonly expiresAt: string;
  } | null;
};

/** Its instances, counted by state. */
export type InstanceCounts = {
  /**
   * How many it has in all.
   * @example 2
   */
  readonly count: number;
  /**
   * How many of them are connecting.
   * @example 1
   */
  readonly connecting: number;
  /**
   * How many are open.
   * @example 1
   */
  readonly open: number;
  /**
   * How many are closed.
   * @example 0
   */
  readonly close: number;
};

export type InstanceList = {
  /**
   * Always true unless the reply is an error.
   */
  readonly success: true;
  /**
   * How many match; may be more than are listed.
   * @example 1
   */
  readonly count: number;
  /**
   * How many are no longer kept, or never were.
   * @example 0
   */
  readonly dropped: number;
  /**
   * Whether as many match as were asked for.
   * @example true
   */
  readonly satisfied: boolean;
  /**
   * Whether the wait ended early: the account was reset, restored or deleted, or the instance deleted.
   * @example false
   */
  readonly ended: boolean;
  /**
   * The likely cause of a wait in vain: what would have fitted with another key, without one, or before the last reset, restore or delete.
   * @example null
   */
  readonly hint: string | null;
  /** When not satisfied: the three that come closest, the best first. */
  readonly closest: readonly ClosestInstance[];
  /** Those that match, newest first. */
  readonly instances: readonly Instance[];
};

/** An instance was created, deleted, or its state or QR changed. */
export type InstanceNote = {
  /**
   * What became of it.
   * @example changed
   */
  readonly change: 'created' | 'changed' | 'deleted';
  /**
   * Technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly apiInstanceName: string;
  /**
   * Display name.
   * @example jakarta_store
   */
  readonly instanceName: string;
  /**
   * The exact state; null once it is deleted.
   * @example pairing
   */
  readonly phase:
    'starting' | 'pairing' | 'expired' | 'linking' | 'open' | 'dead' | 'lost' | 'replaced' | 'closed' | null;
  /**
   * The state as clients see it; null once it is deleted.
   * @example open
   */
  readonly state: 'connecting' | 'open' | 'close' | null;
};

/** List the account's instances: the conditions. */
export type InstanceQuery = {
  /**
   * Only this instance, by technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName?: string | undefined;
  /**
   * Only instances with this display name: that is, with the instanceName given at create. Several may have it.
   * @example jakarta_store
   */
  readonly displayName?: string | undefined;
  /**
   * Only in this state, as clients see it.
   * @example open
   */
  readonly state?: 'connecting' | 'open' | 'close' | undefined;
  /**
   * Only in this exact state, finer than clients see it.
   * @example pairing
   */
  readonly phase?:
    'starting' | 'pairing' | 'expired' | 'linking' | 'open' | 'dead' | 'lost' | 'replaced' | 'closed' | undefined;
  /**
   * Only with this in the technical or display name, whatever the case.
   * @example jakarta
   */
  readonly contains?: string | undefined;
  /**
   * Only those that are older than this instance, by technical name; it may be deleted; limit lists the newest of these, so the oldest of one page asks for the next.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly before?: string | undefined;
  /**
   * How many must match to end the wait; 1 by default.
   * @example 1
   */
  readonly count?: number | undefined;
  /**
   * Lists at most this many, the newest; 100 by default.
   * @example 100
   */
  readonly limit?: number | undefined;
};

/** A fault of deliveries, its id, and how often it matched and fired. */
export type ListedDeliveryFault = {
  /**
   * What it is removed by. No other fault of its account and kind has the same, until a reset.
   * @example 1
   */
  readonly id: number;
  /**
   * A label to know it by.
   * @example twice
   */
  readonly name?: string | undefined;
  /**
   * Only these events.
   * @example connection.update
   */
  readonly event?:
    | (
        | 'messages.upsert'
        | 'messages.update'
        | 'contacts.update'
        | 'chats.update'
        | 'qrcode.updated'
        | 'connection.update'
      )
    | readonly (
        | 'messages.upsert'
        | 'messages.update'
        | 'contacts.update'
        | 'chats.update'
        | 'qrcode.updated'
        | 'connection.update'
      )[]
    | undefined;
  /**
   * Only events of this instance, by technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName?: string | undefined;
  /**
   * Only deliveries to this webhook, by id.
   * @example 1
   */
  readonly webhook?: number | undefined;
  /**
   * Only the first n that match.
   * @example 1
   */
  readonly first?: number | undefined;
  /**
   * Only the nth that matches.
   * @example 2
   */
  readonly nth?: number | undefined;
  /**
   * Every nth that matches.
   * @example 3
   */
  readonly every?: number | undefined;
  /**
   * From the nth that matches on.
   * @example 2
   */
  readonly from?: number | undefined;
  /**
   * This share of those that match; with a seed, the same ones each time.
   * @example 0.1
   */
  readonly share?: number | undefined;
  /**
   * Delivers it once more right after, or this many times.
   * @example true
   */
  readonly duplicate?: true | number | undefined;
  /**
   * Delivers it after the next one of its webhook, or after a minute by the account's clock if none comes by then. That next one is not swapped in turn.
   * @example true
   */
  readonly swap?: true | undefined;
  /**
   * Delivers it so much later by the account's clock; those behind it do not wait.
   * @example 5s
   */
  readonly delay?: string | number | undefined;
  /**
   * Never delivers it.
   * @example true
   */
  readonly drop?: true | undefined;
  /**
   * Delivers it again and again although it came, in the rhythm of retries by the account's clock, and after nine times ever more rarely; those behind it do not wait. It ends with the faults, when the webhook is disabled or deleted, and when a repetition is answered with 400, 401, 403, 404 or 422.
   * @example true
   */
  readonly repeat?: true | undefined;
  /**
   * Writes the body in another form of the same JSON, so that who parses it and writes it again gets other bytes: slashes as \/, numbers such as 1.00, spacing, and unicode as \u2022; unusual is all of them. The signature is that of the bytes that are sent.
   * @example unusual
   */
  readonly encoding?: 'unusual' | readonly ('slashes' | 'numbers' | 'spacing' | 'unicode')[] | undefined;
  /**
   * Signs it wrong, with a time that is an hour old (stale), or not at all (missing).
   * @example wrong
   */
  readonly signature?: 'wrong' | 'stale' | 'missing' | undefined;
  /**
   * How many deliveries it matched.
   * @example 1
   */
  readonly seen: number;
  /**
   * On how many of them it fired.
   * @example 1
   */
  readonly fired: number;
};

/** A fault, its id, and how often it matched and fired. */
export type ListedFault = {
  /**
   * What it is removed by. No other fault of its account and kind has the same, until a reset.
   * @example 1
   */
  readonly id: number;
  /**
   * A label to know it by.
   * @example busy
   */
  readonly name?: string | undefined;
  /**
   * Only these operations of the imitated API.
   * @example createInstance
   */
  readonly operation?:
    | (
        | 'createInstance'
        | 'getState'
        | 'getInstances'
        | 'logout'
        | 'logoutByPost'
        | 'deleteInstance'
        | 'getProfilePicture'
        | 'getQr'
        | 'getQrImage'
        | 'getQrLive'
        | 'setWebhook'
        | 'getWebhooks'
        | 'deleteWebhook'
        | 'sendText'
        | 'sendMedia'
        | 'sendList'
        | 'sendButton'
        | 'sendLocation'
        | 'send'
        | 'getContacts'
      )
    | readonly (
        | 'createInstance'
        | 'getState'
        | 'getInstances'
        | 'logout'
        | 'logoutByPost'
        | 'deleteInstance'
        | 'getProfilePicture'
        | 'getQr'
        | 'getQrImage'
        | 'getQrLive'
        | 'setWebhook'
        | 'getWebhooks'
        | 'deleteWebhook'
        | 'sendText'
        | 'sendMedia'
        | 'sendList'
        | 'sendButton'
        | 'sendLocation'
        | 'send'
        | 'getContacts'
      )[]
    | undefined;
  /**
   * Only these paths, under /api/v1 and at the root; * stands for any characters.
   * @example /instance/*
   */
  readonly path?: string | undefined;
  /**
   * Only this method.
   * @example GET
   */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | undefined;
  /**
   * Only requests with this technical name in their query or body. A call whose body names the instance meets its faults once the body is read, all others before.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName?: string | undefined;
  /**
   * Only the first n that match.
   * @example 1
   */
  readonly first?: number | undefined;
  /**
   * Only the nth that matches.
   * @example 2
   */
  readonly nth?: number | undefined;
  /**
   * Every nth that matches.
   * @example 3
   */
  readonly every?: number | undefined;
  /**
   * From the nth that matches on.
   * @example 2
   */
  readonly from?: number | undefined;
  /**
   * This share of those that match; with a seed, the same ones each time.
   * @example 0.1
   */
  readonly share?: number | undefined;
  /**
   * Waits this long, in real time, or for some time between two: before the request is carried out, or with carryOut after that.
   * @example 500ms
   */
  readonly delay?:
    | (string | number)
    | {
        /**
         * The shortest.
         * @example 100ms
         */
        readonly from: string | number;
        /**
         * The longest.
         * @example 2s
         */
        readonly to: string | number;
      }
    | undefined;
  /**
   * true: the request is carried out first, and at once; then its answer is what the fault makes of it, and what a delay keeps back says what was true then. false: it is not carried out. By default only cut, truncate and staleImage carry it out.
   * @example true
   */
  readonly carryOut?: boolean | undefined;
  /**
   * Answers with it, without carrying out the request.
   * @example 429
   */
  readonly status?: number | undefined;
  /**
   * The body in place of the usual one: a string is sent as it is, anything else as JSON. 204, 205 and 304 have none.
   * @example {
   *       "error": "Slow down."
   *     }
   */
  readonly body?: unknown;
  /**
   * The type of that body.
   * @example application/json
   */
  readonly contentType?: string | undefined;
  /**
   * Headers of that answer.
   * @example {
   *       "X-Request-Id": "1"
   *     }
   */
  readonly headers?:
    | {
        readonly [key: string]: string;
      }
    | undefined;
  /**
   * The header Retry-After of that answer; 1 with a 429.
   * @example 30s
   */
  readonly retryAfter?: number | string | undefined;
  /**
   * Carries out the request, then cuts the connection before, in the middle of, or after the reply. before can do without: carryOut.
   * @example middle
   */
  readonly cut?: 'before' | 'middle' | 'after' | undefined;
  /**
   * Carries out the request, and sends the first half of the body as if it were all of it.
   * @example true
   */
  readonly truncate?: true | undefined;
  /**
   * Never answers.
   * @example true
   */
  readonly hang?: true | undefined;
  /**
   * The picture shows the first QR of the pairing for as long as that lasts. Only with the operation getQrImage.
   * @example true
   */
  readonly staleImage?: true | undefined;
  /**
   * How many requests it matched.
   * @example 1
   */
  readonly seen: number;
  /**
   * On how many of them it fired.
   * @example 1
   */
  readonly fired: number;
};

/** What the live page shows. */
export type LiveView = {
  /**
   * Display name.
   * @example jakarta_store
   */
  readonly displayName: string;
  readonly state: State;
  /**
   * The state in finer steps: which scene the page shows.
   * @example pairing
   */
  readonly phase: 'starting' | 'pairing' | 'expired' | 'linking' | 'open' | 'lost' | 'replaced' | 'closed';
  /** The current QR as a data URI; null without one. */
  readonly image: string | null;
  /**
   * Which QR of this pairing it is, from 1.
   * @example 1
   */
  readonly count: number | null;
  /**
   * Milliseconds until the QR is replaced; null without one, and while the clock stands still.
   * @example 45000
   */
  readonly remaining: number | null;
  /**
   * How long a QR lives, in milliseconds.
   * @example 45000
   */
  readonly lifetime: number;
  /**
   * Whether pairing gives up when the QR ends.
   * @example false
   */
  readonly last: boolean;
  /**
   * Whether the QR before this one was scanned, but could not be linked.
   * @example false
   */
  readonly refused: boolean;
};

/** A message of an instance. */
export type Message = {
  /**
   * Its id.
   * @example 3EB015F393D49B570520E3
   */
  readonly id: string;
  /**
   * Technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName: string;
  /**
   * Which way it goes.
   * @example sent
   */
  readonly direction: 'sent' | 'received';
  /**
   * The address of the other side.
   * @example 6281298765432@s.whatsapp.net
   */
  readonly chat: string;
  /**
   * Whom it is for, by number; the address of a group. Null for what the instance received.
   * @example 6281298765432
   */
  readonly to: string | null;
  /**
   * Who wrote it, by number. Null for what the instance sent.
   * @example 6281298765432
   */
  readonly from: string | null;
  /**
   * The name of its author. Null for what the instance sent.
   * @example Siti
   */
  readonly pushName: string | null;
  /**
   * What it is.
   * @example text
   */
  readonly type:
    | 'text'
    | 'image'
    | 'video'
    | 'document'
    | 'audio'
    | 'location'
    | 'contact'
    | 'list'
    | 'buttons'
    | 'listReply'
    | 'buttonReply'
    | 'reaction'
    | 'call';
  /**
   * What people read: its text or caption, or what was chosen; null when it has none.
   * @example Your order is on its way.
   */
  readonly text: string | null;
  readonly content: MessageContent;
  /**
   * The message that it quotes, by id.
   * @example null
   */
  readonly quotes: string | null;
  /**
   * Where its bytes are on this server; null when they are not here.
   * @example null
   */
  readonly mediaPath: string | null;
  /**
   * How many bytes these are.
   * @example null
   */
  readonly mediaSize: number | null;
  /**
   * How far it has come. What is sent waits until it is typed, is pending until WhatsApp has it, and gets its ticks from there. What is received waits while there is no connection.
   * @example delivered
   */
  readonly status:
    'waiting' | 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'cancelled' | 'ignored';
  /**
   * Why it failed, or was cancelled or ignored.
   * @example null
   */
  readonly reason: string | null;
  /**
   * When it was handed over, by the account's clock.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly acceptedAt: string;
  /**
   * When it leaves or left, or when it came; null while that is open.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly time: string | null;
};

/** What a message says. */
export type MessageContent =
  | {
      /**
       * What it is.
       * @example text
       */
      readonly type: 'text';
      /**
       * The text.
       * @example Your order is on its way.
       */
      readonly text: string;
    }
  | {
      /**
       * What it is.
       * @example image
       */
      readonly type: 'image';
      /**
       * Where its sender said that it is; null if the bytes were given.
       * @example https://example.com/a
       */
      readonly url: string | null;
      /**
       * The type of the file, if given.
       * @example application/pdf
       */
      readonly mimetype: string | null;
      /**
       * The name of the file, if given.
       * @example invoice.pdf
       */
      readonly fileName: string | null;
      /**
       * The text below it, if any.
       * @example Your invoice
       */
      readonly caption: string | null;
    }
  | {
      /**
       * What it is.
       * @example video
       */
      readonly type: 'video';
      /**
       * Where its sender said that it is; null if the bytes were given.
       * @example https://example.com/a
       */
      readonly url: string | null;
      /**
       * The type of the file, if given.
       * @example application/pdf
       */
      readonly mimetype: string | null;
      /**
       * The name of the file, if given.
       * @example invoice.pdf
       */
      readonly fileName: string | null;
      /**
       * The text below it, if any.
       * @example Your invoice
       */
      readonly caption: string | null;
    }
  | {
      /**
       * What it is.
       * @example document
       */
      readonly type: 'document';
      /**
       * Where its sender said that it is; null if the bytes were given.
       * @example https://example.com/a
       */
      readonly url: string | null;
      /**
       * The type of the file, if given.
       * @example application/pdf
       */
      readonly mimetype: string | null;
      /**
       * The name of the file, if given.
       * @example invoice.pdf
       */
      readonly fileName: string | null;
      /**
       * The text below it, if any.
       * @example Your invoice
       */
      readonly caption: string | null;
    }
  | {
      /**
       * What it is.
       * @example audio
       */
      readonly type: 'audio';
      /**
       * Where its sender said that it is; null if the bytes were given.
       * @example https://example.com/a
       */
      readonly url: string | null;
      /**
       * The type of the file, if given.
       * @example application/pdf
       */
      readonly mimetype: string | null;
      /**
       * The name of the file, if given.
       * @example invoice.pdf
       */
      readonly fileName: string | null;
      /**
       * The text below it, if any.
       * @example Your invoice
       */
      readonly caption: string | null;
    }
  | {
      /**
       * What it is.
       * @example location
       */
      readonly type: 'location';
      /**
       * Degrees north.
       * @example -6.1754
       */
      readonly latitude: number;
      /**
       * Degrees east.
       * @example 106.8272
       */
      readonly longitude: number;
      /**
       * What is there, if given.
       * @example Monas
       */
      readonly name: string | null;
      /**
       * Its address, if given.
       * @example Jakarta
       */
      readonly address: string | null;
    }
  | {
      /**
       * What it is.
       * @example contact
       */
      readonly type: 'contact';
      /**
       * Whose card it is.
       * @example Siti
       */
      readonly name: string;
      /**
       * The number on the card.
       * @example 6281298765432
       */
      readonly number: string;
    }
  | {
      /**
       * What it is.
       * @example list
       */
      readonly type: 'list';
      /**
       * The heading.
       * @example Menu
       */
      readonly title: string;
      /**
       * The text.
       * @example What would you like?
       */
      readonly text: string;
      /**
       * What opens the list.
       * @example Choose
       */
      readonly buttonText: string;
      /**
       * The text below it, if any.
       * @example Open until nine
       */
      readonly footerText: string | null;
      /** The rows, in sections. */
      readonly sections: readonly {
        /**
         * The heading.
         * @example Drinks
         */
        readonly title: string;
        /** What can be chosen. */
        readonly rows: readonly {
          /**
           * Identifies the row in the answer.
           * @example tea
           */
          readonly rowId: string;
          /**
           * What it is.
           * @example Tea
           */
          readonly title: string;
          /**
           * More about it, if given.
           * @example Hot
           */
          readonly description: string | null;
        }[];
      }[];
    }
  | {
      /**
       * What it is.
       * @example buttons
       */
      readonly type: 'buttons';
      /**
       * The heading, if any.
       * @example Your order
       */
      readonly title: string | null;
      /**
       * The text.
       * @example Is that right?
       */
      readonly text: string;
      /**
       * The text below it, if any.
       * @example Toko Jakarta
       */
      readonly footerText: string | null;
      /** What can be tapped. */
      readonly buttons: readonly {
        /**
         * Identifies it in the answer.
         * @example yes
         */
        readonly id: string;
        /**
         * What it says.
         * @example Yes
         */
        readonly text: string;
      }[];
    }
  | {
      /**
       * What it is.
       * @example listReply
       */
      readonly type: 'listReply';
      /**
       * Identifies the row in the answer.
       * @example tea
       */
      readonly rowId: string;
      /**
       * What was chosen.
       * @example Tea
       */
      readonly title: string;
      /**
       * More about it, if given.
       * @example Hot
       */
      readonly description: string | null;
    }
  | {
      /**
       * What it is.
       * @example buttonReply
       */
      readonly type: 'buttonReply';
      /**
       * The button that was tapped.
       * @example yes
       */
      readonly buttonId: string;
      /**
       * What it says.
       * @example Yes
       */
      readonly text: string;
    }
  | {
      /**
       * What it is.
       * @example reaction
       */
      readonly type: 'reaction';
      /**
       * The emoji; empty when the reaction is taken back.
       * @example 👍
       */
      readonly emoji: string;
      /**
       * The message that it is about, by id.
       * @example 3EB015F393D49B570520E3
       */
      readonly target: string;
      /**
       * Whether the instance sent that message.
       * @example true
       */
      readonly targetFromMe: boolean;
    }
  | {
      /**
       * What it is.
       * @example call
       */
      readonly type: 'call';
      /**
       * With a picture.
       * @example false
       */
      readonly video: boolean;
      /**
       * Whether the gateway rejected it.
       * @example true
       */
      readonly rejected: boolean;
    };

/** A message is new or has changed. */
export type MessageNote = {
  /**
   * Its id.
   * @example 3EB015F393D49B570520E3
   */
  readonly id: string;
  /**
   * Technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName: string;
  /**
   * The address of the other side.
   * @example 6281298765432@s.whatsapp.net
   */
  readonly chat: string;
  /**
   * Whether the instance sent it.
   * @example true
   */
  readonly fromMe: boolean;
  /**
   * What it is.
   * @example text
   */
  readonly type:
    | 'text'
    | 'image'
    | 'video'
    | 'document'
    | 'audio'
    | 'location'
    | 'contact'
    | 'list'
    | 'buttons'
    | 'listReply'
    | 'buttonReply'
    | 'reaction'
    | 'call';
  /**
   * How far it has come.
   * @example delivered
   */
  readonly status:
    'waiting' | 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'cancelled' | 'ignored';
};

/** List the messages: the conditions. */
export type MessageQuery = {
  /**
   * Only those that the instance sent, or received.
   * @example sent
   */
  readonly direction?: 'sent' | 'received' | undefined;
  /**
   * Only this instance, by technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName?: string | undefined;
  /**
   * Only instances with this display name: that is, with the instanceName given at create. Several may have it.
   * @example jakarta_store
   */
  readonly displayName?: string | undefined;
  /**
   * Only in the chat with this number or group, whichever way they went.
   * @example 6281298765432
   */
  readonly chat?: string | undefined;
  /**
   * Only to this number or group.
   * @example 6281298765432
   */
  readonly to?: string | undefined;
  /**
   * Only from this number, or in this group.
   * @example 6281298765432
   */
  readonly from?: string | undefined;
  /**
   * Only with exactly this text or caption.
   * @example Your order is on its way.
   */
  readonly text?: string | undefined;
  /**
   * Only with this in the text or caption.
   * @example order
   */
  readonly contains?: string | undefined;
  /**
   * Only of this type.
   * @example text
   */
  readonly type?:
    | 'text'
    | 'image'
    | 'video'
    | 'document'
    | 'audio'
    | 'location'
    | 'contact'
    | 'list'
    | 'buttons'
    | 'listReply'
    | 'buttonReply'
    | 'reaction'
    | 'call'
    | undefined;
  /**
   * Only in this status.
   * @example delivered
   */
  readonly status?:
    'waiting' | 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'cancelled' | 'ignored' | undefined;
  /**
   * Only those that are older than this message, by id; limit lists the newest of these, so the oldest of one page asks for the next.
   * @example 3EB015F393D49B570520E3
   */
  readonly before?: string | undefined;
  /**
   * How many must match to end the wait; 1 by default.
   * @example 1
   */
  readonly count?: number | undefined;
  /**
   * Lists at most this many, the newest; 100 by default.
   * @example 100
   */
  readonly limit?: number | undefined;
};

/** The account's clock, and what happened. */
export type MovedClock = {
  /**
   * What the clock says: ISO 8601, UTC.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly now: string;
  /**
   * Whether it moves only when told to.
   * @example true
   */
  readonly frozen: boolean;
  /**
   * How many things fell due.
   * @example 3
   */
  readonly happened: number;
  /**
   * Whether it stopped at `now`, after 10,000 things, before the requested time.
   * @example false
   */
  readonly stoppedShort: boolean;
  /**
   * With settle: the deliveries that had no answer after 10 s, by id.
   * @example []
   */
  readonly unsettled: readonly string[];
};

/** What somebody writes to an instance. */
export type Receive =
  | {
      /**
       * Who it is from.
       * @example 628123456789
       */
      readonly from: string;
      /**
       * The name that they go by; by default the one that they had, or a plausible one.
       * @example Siti
       */
      readonly pushName?: string | undefined;
      /**
       * The group that they write in; by default they write to the instance alone.
       * @example 120363025246125486@g.us
       */
      readonly group?: string | undefined;
      /**
       * The message of the chat that they quote, by id.
       * @example 3EB015F393D49B570520E3
       */
      readonly quoted?: string | undefined;
      /**
       * What it is.
       * @example text
       */
      readonly type: 'text';
      /**
       * The text.
       * @example Thank you!
       */
      readonly text: string;
    }
  | {
      /**
       * Who it is from.
       * @example 628123456789
       */
      readonly from: string;
      /**
       * The name that they go by; by default the one that they had, or a plausible one.
       * @example Siti
       */
      readonly pushName?: string | undefined;
      /**
       * The group that they write in; by default they write to the instance alone.
       * @example 120363025246125486@g.us
       */
      readonly group?: string | undefined;
      /**
       * The message of the chat that they quote, by id.
       * @example 3EB015F393D49B570520E3
       */
      readonly quoted?: string | undefined;
      /**
       * What it is.
       * @example image
       */
      readonly type: 'image' | 'video' | 'document' | 'audio';
      /**
       * Where the file is, instead of its bytes. It is not fetched.
       * @example https://example.com/invoice.pdf
       */
      readonly mediaUrl?: string | undefined;
      /**
       * The bytes of the file.
       * @example R0lGODlhAQABAAAAACw=
       */
      readonly base64?: string | undefined;
      /**
       * The type of the file.
       * @example application/pdf
       */
      readonly mimetype?: string | undefined;
      /**
       * The name of the file.
       * @example invoice.pdf
       */
      readonly fileName?: string | undefined;
      /**
       * The caption; not for audio.
       * @example Is this the right one?
       */
      readonly caption?: string | undefined;
    }
  | {
      /**
       * Who it is from.
       * @example 628123456789
       */
      readonly from: string;
      /**
       * The name that they go by; by default the one that they had, or a plausible one.
       * @example Siti
       */
      readonly pushName?: string | undefined;
      /**
       * The group that they write in; by default they write to the instance alone.
       * @example 120363025246125486@g.us
       */
      readonly group?: string | undefined;
      /**
       * The message of the chat that they quote, by id.
       * @example 3EB015F393D49B570520E3
       */
      readonly quoted?: string | undefined;
      /**
       * What it is.
       * @example location
       */
      readonly type: 'location';
      /**
       * Degrees north.
       * @example -6.1754
       */
      readonly latitude: number;
      /**
       * Degrees east.
       * @example 106.8272
       */
      readonly longitude: number;
      /**
       * What is there.
       * @example Monas
       */
      readonly name?: string | undefined;
      /**
       * Its address.
       * @example Jakarta
       */
      readonly address?: string | undefined;
    }
  | {
      /**
       * Who it is from.
       * @example 628123456789
       */
      readonly from: string;
      /**
       * The name that they go by; by default the one that they had, or a plausible one.
       * @example Siti
       */
      readonly pushName?: string | undefined;
      /**
       * The group that they write in; by default they write to the instance alone.
       * @example 120363025246125486@g.us
       */
      readonly group?: string | undefined;
      /**
       * The message of the chat that they quote, by id.
       * @example 3EB015F393D49B570520E3
       */
      readonly quoted?: string | undefined;
      /**
       * What it is.
       * @example contact
       */
      readonly type: 'contact';
      /** The card. */
      readonly contact: {
        /**
         * Whose card it is.
         * @example Siti
         */
        readonly name: string;
        /**
         * The number on it.
         * @example 628123456789
         */
        readonly number: string;
      };
    }
  | {
      /**
       * Who it is from.
       * @example 628123456789
       */
      readonly from: string;
      /**
       * The name that they go by; by default the one that they had, or a plausible one.
       * @example Siti
       */
      readonly pushName?: string | undefined;
      /**
       * The group that they write in; by default they write to the instance alone.
       * @example 120363025246125486@g.us
       */
      readonly group?: string | undefined;
      /**
       * The message of the chat that they quote, by id.
       * @example 3EB015F393D49B570520E3
       */
      readonly quoted?: string | undefined;
      /**
       * What it is.
       * @example listReply
       */
      readonly type: 'listReply';
      /**
       * The row that they chose.
       * @example tea
       */
      readonly rowId: string;
      /**
       * The list, by id; by default the newest of the chat.
       * @example 3EB015F393D49B570520E3
       */
      readonly messageId?: string | undefined;
    }
  | {
      /**
       * Who it is from.
       * @example 628123456789
       */
      readonly from: string;
      /**
       * The name that they go by; by default the one that they had, or a plausible one.
       * @example Siti
       */
      readonly pushName?: string | undefined;
      /**
       * The group that they write in; by default they write to the instance alone.
       * @example 120363025246125486@g.us
       */
      readonly group?: string | undefined;
      /**
       * The message of the chat that they quote, by id.
       * @example 3EB015F393D49B570520E3
       */
      readonly quoted?: string | undefined;
      /**
       * What it is.
       * @example buttonReply
       */
      readonly type: 'buttonReply';
      /**
       * The button that they tapped.
       * @example yes
       */
      readonly buttonId: string;
      /**
       * The message with the buttons, by id; by default the newest of the chat.
       * @example 3EB015F393D49B570520E3
       */
      readonly messageId?: string | undefined;
    }
  | {
      /**
       * Who it is from.
       * @example 628123456789
       */
      readonly from: string;
      /**
       * The name that they go by; by default the one that they had, or a plausible one.
       * @example Siti
       */
      readonly pushName?: string | undefined;
      /**
       * The group that they write in; by default they write to the instance alone.
       * @example 120363025246125486@g.us
       */
      readonly group?: string | undefined;
      /**
       * The message of the chat that they quote, by id.
       * @example 3EB015F393D49B570520E3
       */
      readonly quoted?: string | undefined;
      /**
       * What it is.
       * @example reaction
       */
      readonly type: 'reaction';
      /**
       * The emoji; an empty string takes it back.
       * @example 👍
       */
      readonly emoji: string;
      /**
       * The message of the chat that they react to, by id.
       * @example 3EB015F393D49B570520E3
       */
      readonly messageId: string;
    };

/** A number to send to that always behaves in the same way. */
export type Recipient = {
  /**
   * The number to send to.
   * @example 999000000103
   */
  readonly number: string;
  /**
   * Its name.
   * @example echoes
   */
  readonly name: string;
  /**
   * What it does, in a sentence.
   * @example Reads each message at once and answers with its text.
   */
  readonly about: string;
};

/** A request to the imitated API, and its answer. */
export type Request = {
  /**
   * Counts the account's requests from 1.
   * @example 1
   */
  readonly id: number;
  /**
   * When it was answered, by the account's clock.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly time: string;
  /**
   * The HTTP method.
   * @example POST
   */
  readonly method: string;
  /**
   * As it was sent, without the query.
   * @example /api/v1/instance/create
   */
  readonly path: string;
  /**
   * The operationId; null for an unknown path, a wrong method and what is not implemented.
   * @example createInstance
   */
  readonly operation:
    | 'createInstance'
    | 'getState'
    | 'getInstances'
    | 'logout'
    | 'logoutByPost'
    | 'deleteInstance'
    | 'getProfilePicture'
    | 'getQr'
    | 'getQrImage'
    | 'getQrLive'
    | 'setWebhook'
    | 'getWebhooks'
    | 'deleteWebhook'
    | 'sendText'
    | 'sendMedia'
    | 'sendList'
    | 'sendButton'
    | 'sendLocation'
    | 'send'
    | 'getContacts'
    | null;
  /**
   * The instance that it was about.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName: string | null;
  /** What was in the URL; keys masked. */
  readonly query: {
    readonly [key: string]: unknown;
  };
  /** What was sent; keys masked. */
  readonly headers: {
    readonly [key: string]: string;
  };
  /** What was sent; null when there was none, or it was not read. Secrets are masked. */
  readonly body: {
    /**
     * How long it was.
     * @example 120
     */
    readonly bytes: number;
    /**
     * Whether only the first 16 KiB are kept.
     * @example false
     */
    readonly cut: boolean;
    /** Parsed if it is JSON, otherwise the text. */
    readonly content: unknown;
  } | null;
  /**
   * The status of the answer, before a fault cut it; null when none came: the client left, or a fault broke the connection instead.
   * @example 201
   */
  readonly status: number | null;
  /** The body of the answer; null for a picture or a stream. */
  readonly reply: {
    /**
     * How long it was.
     * @example 120
     */
    readonly bytes: number;
    /**
     * Whether only the first 16 KiB are kept.
     * @example false
     */
    readonly cut: boolean;
    /** Parsed if it is JSON, otherwise the text. */
    readonly content: unknown;
  } | null;
  /**
   * Milliseconds until the answer, by the clock of the process.
   * @example 1.2
   */
  readonly duration: number;
  /**
   * What the caller was warned of.
   * @example null
   */
  readonly warnings: string | null;
  /**
   * The fault that hit it.
   * @example null
   */
  readonly fault: string | null;
};

/** A request to the imitated API was answered. */
export type RequestNote = {
  /**
   * Its id in the list of requests.
   * @example 1
   */
  readonly id: number;
  /**
   * When it was answered, by the account's clock.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly time: string;
  /**
   * The HTTP method.
   * @example POST
   */
  readonly method: string;
  /**
   * As it was sent, without the query; keys masked.
   * @example /api/v1/instance/create
   */
  readonly path: string;
  /**
   * The operationId; null for an unknown path, a wrong method and what is not implemented.
   * @example createInstance
   */
  readonly operation:
    | 'createInstance'
    | 'getState'
    | 'getInstances'
    | 'logout'
    | 'logoutByPost'
    | 'deleteInstance'
    | 'getProfilePicture'
    | 'getQr'
    | 'getQrImage'
    | 'getQrLive'
    | 'setWebhook'
    | 'getWebhooks'
    | 'deleteWebhook'
    | 'sendText'
    | 'sendMedia'
    | 'sendList'
    | 'sendButton'
    | 'sendLocation'
    | 'send'
    | 'getContacts'
    | null;
  /**
   * The instance that it was about, by technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName: string | null;
  /**
   * The status of the answer; null when none came.
   * @example 201
   */
  readonly status: number | null;
  /**
   * Milliseconds until the answer.
   * @example 1.2
   */
  readonly duration: number;
  /**
   * Whether the caller was warned of anything.
   * @example false
   */
  readonly warnings: boolean;
  /**
   * The fault that hit it.
   * @example null
   */
  readonly fault: string | null;
};

/** List the requests: the conditions. */
export type RequestQuery = {
  /**
   * Only calls of this operation.
   * @example createInstance
   */
  readonly operation?:
    | 'createInstance'
    | 'getState'
    | 'getInstances'
    | 'logout'
    | 'logoutByPost'
    | 'deleteInstance'
    | 'getProfilePicture'
    | 'getQr'
    | 'getQrImage'
    | 'getQrLive'
    | 'setWebhook'
    | 'getWebhooks'
    | 'deleteWebhook'
    | 'sendText'
    | 'sendMedia'
    | 'sendList'
    | 'sendButton'
    | 'sendLocation'
    | 'send'
    | 'getContacts'
    | undefined;
  /**
   * Only this method.
   * @example POST
   */
  readonly method?: string | undefined;
  /**
   * Only this path, with /api/v1 or without.
   * @example /instance/create
   */
  readonly path?: string | undefined;
  /**
   * Only this instance, by technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instanceName?: string | undefined;
  /**
   * Only instances with this display name: that is, with the instanceName given at create. Several may have it.
   * @example jakarta_store
   */
  readonly displayName?: string | undefined;
  /**
   * Only this status.
   * @example 201
   */
  readonly status?: number | undefined;
  /**
   * Only a status of this class; none: those without an answer, since the client left or a fault broke the connection.
   * @example 4xx
   */
  readonly statusClass?: '2xx' | '3xx' | '4xx' | '5xx' | 'none' | undefined;
  /**
   * Only with this in the method, path, query, body, reply or warning, whatever the case: JSON without spaces, keys masked, pictures left out.
   * @example jakarta
   */
  readonly contains?: string | undefined;
  /**
   * Only those that were hit by this fault, by its label.
   * @example twice
   */
  readonly fault?: string | undefined;
  /**
   * true: only those that a fault hit; false: only the others.
   * @example false
   */
  readonly hasFault?: boolean | undefined;
  /**
   * Only from this time on, by the account's clock.
   * @example 2026-07-01T00:00:00Z
   */
  readonly since?: string | undefined;
  /**
   * Only up to this time.
   * @example 2026-07-01T00:00:00Z
   */
  readonly until?: string | undefined;
  /** Only bodies with these members; they may have more. */
  readonly body?:
    | {
        readonly [key: string]: unknown;
      }
    | undefined;
  /**
   * true: the requests without a key, or with one that is not allowed, instead of your own.
   * @example false
   */
  readonly unclaimed?: boolean | undefined;
  /**
   * Only those that are older than the request with this id; limit lists the newest of these, so the oldest of one page asks for the next.
   * @example 100
   */
  readonly before?: number | undefined;
  /**
   * How many must match to end the wait; 1 by default.
   * @example 1
   */
  readonly count?: number | undefined;
  /**
   * Lists at most this many, the newest; 100 by default.
   * @example 100
   */
  readonly limit?: number | undefined;
};

/** The phone that scans, and what proves that it saw the QR; an empty object may be sent. */
export type ScanThis = {
  /** The text read from a QR; it must be the current one. */
  readonly code?: string | undefined;
  /**
   * The pairing code, as it is typed on the phone; it must be the current one. In lower case too, and with a dash or a space in the middle.
   * @example WZYEH1YY
   */
  readonly pairingCode?: string | undefined;
  /**
   * The phone's number; by default that of the instance, or a plausible one.
   * @example 628123456789
   */
  readonly number?: string | undefined;
  /**
   * The name of the WhatsApp profile; by default the display name.
   * @example Toko Jakarta
   */
  readonly profileName?: string | undefined;
  /**
   * How long it takes from the scan to open, by the account's clock; by default as --link-time says, which is 0ms.
   * @example 3s
   */
  readonly linkTime?: string | number | undefined;
};

/** A course of events that a number picks. */
export type Scenario = {
  /**
   * The number to create an instance with.
   * @example 999000000001
   */
  readonly number: string;
  /**
   * Its name.
   * @example happy-slow
   */
  readonly name: string;
  /**
   * What happens, in a sentence.
   * @example Scanned after 20 s.
   */
  readonly about: string;
  /**
   * Where real integrators ran into it.
   * @example []
   */
  readonly threads: readonly string[];
  /** What a client sees, in order. */
  readonly course: readonly Sight[];
};

export type ScenarioList = {
  /**
   * Always true unless the reply is an error.
   */
  readonly success: true;
  /** In the order of their numbers. */
  readonly scenarios: readonly Scenario[];
  /** The numbers to send to, in their order. */
  readonly recipients: readonly Recipient[];
};

/** An account that is there from the start, and again after each reset. */
export type SeedAccount = {
  /** The API key. */
  readonly key: string;
  /** The account's clock; what is left out is as for any other account. */
  readonly clock?:
    | {
        /** Where it starts: ISO 8601 with a time zone. */
        readonly now?: string | undefined;
        /** Whether it moves only when told to. */
        readonly frozen?: boolean | undefined;
      }
    | undefined;
  /** Oldest first. */
  readonly instances?: readonly SeedInstance[] | undefined;
  /** Where events go. Setting up the seed itself sends none. */
  readonly webhooks?:
    | readonly {
        /**
         * Where events are sent.
         * @example https://example.com/hook
         */
        readonly url: string;
        /**
         * A name for people.
         * @example Orders
         */
        readonly name?: string | undefined;
        /**
         * The events to send; `*` means all.
         * @example [
         *       "connection.update"
         *     ]
         */
        readonly events?:
          | readonly (
              | '*'
              | 'messages.upsert'
              | 'messages.update'
              | 'contacts.update'
              | 'chats.update'
              | 'qrcode.updated'
              | 'connection.update'
            )[]
          | undefined;
        /**
         * Whether events are sent at all.
         * @example true
         */
        readonly enabled?: boolean | undefined;
        /** The secret that deliveries are signed with; generated if it is missing. */
        readonly secret?: string | undefined;
        /** Limits it to one instance: the instanceName or the apiInstanceName of one of the instances. */
        readonly instance?: string | undefined;
      }[]
    | undefined;
  /** What is broken on purpose, as PUT /_emulator/faults takes it. */
  readonly faults?: readonly Fault[] | undefined;
  /** What goes wrong with deliveries on purpose, as PUT /_emulator/delivery-faults takes it. */
  readonly deliveryFaults?: readonly DeliveryFault[] | undefined;
};

/** An instance that an account begins with. */
export type SeedInstance = {
  /**
   * Name to show to people. Trimmed; need not be unique. The technical name is made from it.
   * @example jakarta_store
   */
  readonly instanceName: string;
  /** Technical name; by default one is made, as by create. */
  readonly apiInstanceName?: string | undefined;
  /**
   * Its state. By default it begins like an instance that was just created: its scenario or the automatic scan is still to come, and a business instance is open.
   */
  readonly state?:
    'starting' | 'pairing' | 'expired' | 'linking' | 'open' | 'dead' | 'lost' | 'replaced' | 'closed' | undefined;
  /**
   * How it connects; WHATSAPP-BAILEYS by default.
   */
  readonly integration?: 'WHATSAPP-BAILEYS' | 'WHATSAPP-BUSINESS' | undefined;
  /**
   * Phone number with country code, digits only.
   * @example 628123456789
   */
  readonly number?: string | undefined;
  /**
   * Decline incoming calls.
   * @example false
   */
  readonly rejectCalls?: boolean | undefined;
  /**
   * Leave group messages out.
   * @example false
   */
  readonly ignoreGroups?: boolean | undefined;
  /**
   * Appear online all the time.
   * @example false
   */
  readonly alwaysOnline?: boolean | undefined;
  /**
   * Mark incoming messages as read.
   * @example false
   */
  readonly readMessages?: boolean | undefined;
  /**
   * View status updates.
   * @example false
   */
  readonly readStatus?: boolean | undefined;
  /** The linked phone, in a state that has one; what is left out gets a default. */
  readonly phone?:
    | {
        /**
         * The phone's number; by default that of the instance, or a plausible one.
         * @example 628123456789
         */
        readonly number?: string | undefined;
        /**
         * The name of the WhatsApp profile; by default the display name.
         * @example Toko Jakarta
         */
        readonly profileName?: string | undefined;
      }
    | undefined;
  /** Those whom it knows already, with their names; all others get a made-up name. */
  readonly contacts?:
    | readonly {
        /**
         * Their number, or the address of a group.
         * @example 6281298765432
         */
        readonly number: string;
        /**
         * The name that they go by.
         * @example Siti
         */
        readonly pushName: string;
      }[]
    | undefined;
  /** The texts that it sent and received before, oldest first; all have been delivered. */
  readonly messages?:
    | readonly {
        /**
         * Whom the instance sent it to: a number or a group.
         * @example 6281298765432
         */
        readonly to?: string | undefined;
        /**
         * Who wrote it.
         * @example 628123456789
         */
        readonly from?: string | undefined;
        /**
         * The group that they wrote it in.
         * @example 120363025246125486@g.us
         */
        readonly group?: string | undefined;
        /**
         * What it says.
         * @example Is it still there?
         */
        readonly text: string;
      }[]
    | undefined;
};

/** One thing that a client sees. */
export type Sight = {
  /**
   * Seconds after create.
   * @example 20
   */
  readonly time: number;
  readonly state: State;
  /**
   * The event that reports it; null when none does.
   * @example connection.update
   */
  readonly event:
    | 'messages.upsert'
    | 'messages.update'
    | 'contacts.update'
    | 'chats.update'
    | 'qrcode.updated'
    | 'connection.update'
    | null;
  /**
   * statusReason or statusCode of the event; null when it has none.
   * @example 200
   */
  readonly code: number | null;
};

/** A common mistake, and what it makes of a signature. */
export type SignatureMistake = {
  /**
   * Its name.
   * @example onlyBody
   */
  readonly name:
    | 'rewrittenByJavaScript'
    | 'rewrittenByPython'
    | 'rewrittenByCompactPython'
    | 'rewrittenByPhp'
    | 'rewrittenIndented'
    | 'rewrittenWithSortedKeys'
    | 'emptyBody'
    | 'bodyWithLineBreak'
    | 'bodyInWrongCharset'
    | 'onlyData'
    | 'onlyBody'
    | 'withoutDot'
    | 'timeInMilliseconds'
    | 'secretWithoutPrefix'
    | 'secretDecoded'
    | 'maskedSecret'
    | 'secretWithLineBreak'
    | 'apiKeyAsSecret'
    | 'keyAndTextSwapped'
    | 'withoutKey'
    | 'sha1'
    | 'sha512'
    | 'otherAttempt'
    | 'otherWebhook'
    | 'changedSecret'
    | 'brokenByFault'
    | 'base64'
    | 'upperCase'
    | 'prefix';
  /** What was done wrong, and what would be right. */
  readonly about: string;
  /** What comes out. */
  readonly value: string;
};

/** One step to a signature. */
export type SignatureStep = {
  /**
   * What to do.
   * @example Take the time
   */
  readonly title: string;
  /** How, in a sentence or two. */
  readonly detail: string;
  /**
   * What comes out.
   * @example 1767225600
   */
  readonly value: string;
};

/** All of an account that determines what it does next. It holds its secrets, but not its API key. */
export type Snapshot = {
  /**
   * The version of the format.
   */
  readonly wachatEmulatorSnapshot: 1;
  /**
   * The number in technical names.
   * @example 1
   */
  readonly number: number;
  /**
   * The stamp of the newest technical name, in milliseconds since 1970.
   * @example 0
   */
  readonly lastStamp: number;
  /**
   * How many instances were created.
   * @example 1
   */
  readonly lastSequence: number;
  /**
   * What QRs are made from.
   * @example xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
   */
  readonly secret: string;
  /** Where ids and secrets come from. */
  readonly randomness: {
    /**
     * The stream that random values are drawn from.
     * @example 0000000000000000000000000000000000000000000000000000000000000000
     */
    readonly stream: string;
    /**
     * How often it was drawn from.
     * @example 1
     */
    readonly drawn: number;
  };
  /** The account's clock. */
  readonly clock: {
    /**
     * What it says: ISO 8601, UTC.
     */
    readonly now: string;
    /**
     * Whether it was told to stand still.
     * @example false
     */
    readonly frozen: boolean;
  };
  /** Oldest first. */
  readonly instances: readonly SnapshotInstance[];
  /** Where events go. */
  readonly webhooks: {
    /**
     * The highest id so far.
     * @example 1
     */
    readonly lastId: number;
    /** Oldest first. */
    readonly list: readonly {
      /**
       * Its id; rises from one to the next.
       * @example 1
       */
      readonly id: number;
      /**
       * Its name, if it has one.
       * @example Orders
       */
      readonly name: string | null;
      /** Where events are sent. */
      readonly url: string;
      /**
       * The events that are sent.
       * @example [
       *       "*"
       *     ]
       */
      readonly events: readonly (
        | '*'
        | 'messages.upsert'
        | 'messages.update'
        | 'contacts.update'
        | 'chats.update'
        | 'qrcode.updated'
        | 'connection.update'
      )[];
      /**
       * Whether events are sent at all.
       * @example false
       */
      readonly enabled: boolean;
      /** What deliveries are signed with, unmasked. */
      readonly secret: string;
      /**
       * Limits it to one instance, by technical name; null for all.
       * @example t1_mq9r2jov_jakarta_store
       */
      readonly instance: string | null;
      /** The server URL that its deliveries carry. */
      readonly serverUrl: string;
      /**
       * When it was created. Milliseconds since 1970, UTC.
       * @example 1781197614895
       */
      readonly createdAt: number;
      /**
       * When it was last changed. Milliseconds since 1970, UTC.
       * @example 1781197614895
       */
      readonly updatedAt: number;
    }[];
  };
  /** What waits to be sent. */
  readonly deliveries: {
    /**
     * How many the account has had.
     * @example 1
     */
    readonly count: number;
    /** For each webhook that was sent anything. */
    readonly queues: readonly {
      /**
       * The webhook, by id.
       * @example 1
       */
      readonly webhook: number;
      /**
       * How many deliveries it has had.
       * @example 1
       */
      readonly count: number;
      /** Those that wait, in their order, and then those that faults keep out of it. One that was in flight counts as waiting. */
      readonly waiting: readonly {
        /**
         * Counts the webhook's deliveries; rises from one to the next, those with a fault apart.
         * @example 1
         */
        readonly number: number;
        /**
         * Counts the account's deliveries; rises likewise.
         * @example 1
         */
        readonly order: number;
        readonly event: SnapshotEvent;
        /** The POSTs so far. */
        readonly attempts: readonly SnapshotAttempt[];
        /**
         * When it is sent next; null for as soon as its turn comes. Milliseconds since 1970, UTC.
         * @example 1781197614895
         */
        readonly nextAttempt: number | null;
        readonly fault?: SnapshotFiredFault | undefined;
        /**
         * The number of the delivery that it is a copy of.
         * @example 1
         */
        readonly copyOf?: number | undefined;
        /**
         * Why a fault keeps it out of the line: late, swapped with the next one, or sent again.
         * @example delay
         */
        readonly detour?: 'delay' | 'swap' | 'repeat' | undefined;
        /**
         * Whether a fault sends it again although it came.
         * @example false
         */
        readonly isRepeated?: boolean | undefined;
        /**
         * How often that was done.
         * @example 1
         */
        readonly repeats?: number | undefined;
      }[];
    }[];
  };
  /** What is broken on purpose. */
  readonly faults: {
    /**
     * How often faults were set.
     * @example 1
     */
    readonly round: number;
    /** In their order. */
    readonly faults: readonly {
      readonly fault: Fault;
      /**
       * How many requests it matched.
       * @example 1
       */
      readonly seen: number;
      /**
       * On how many of them it fired.
       * @example 1
       */
      readonly fired: number;
      /**
       * Its id; rises from one to the next. Absent if "ids" is.
       * @example 1
       */
      readonly id?: number | undefined;
    }[];
    /** The ids of faults so far; absent if they are 1, 2, 3 … */
    readonly ids?:
      | {
          /**
           * The first one that was set last.
           * @example 1
           */
          readonly first: number;
          /**
           * The last one given.
           * @example 1
           */
          readonly last: number;
        }
      | undefined;
  };
  /** What goes wrong with deliveries on purpose; absent as long as that was never set. */
  readonly deliveryFaults?:
    | {
        /**
         * How often faults were set.
         * @example 1
         */
        readonly round: number;
        /** In their order. */
        readonly faults: readonly {
          readonly fault: DeliveryFault;
          /**
           * How many deliveries it matched.
           * @example 1
           */
          readonly seen: number;
          /**
           * On how many of them it fired.
           * @example 1
           */
          readonly fired: number;
          /**
           * Its id; rises from one to the next. Absent if "ids" is.
           * @example 1
           */
          readonly id?: number | undefined;
        }[];
        /** The ids of faults so far; absent if they are 1, 2, 3 … */
        readonly ids?:
          | {
              /**
               * The first one that was set last.
               * @example 1
               */
              readonly first: number;
              /**
               * The last one given.
               * @example 1
               */
              readonly last: number;
            }
          | undefined;
      }
    | undefined;
  /** Messages and contacts; absent as long as there was nobody to write to. */
  readonly messages?:
    | {
        /**
         * How many messages were handed over.
         * @example 1
         */
        readonly lastOrder: number;
        /**
         * The highest number of a contact.
         * @example 1
         */
        readonly lastContact: number;
        /**
         * How many messages are no longer kept.
         * @example 1
         */
        readonly dropped: number;
        /** In the order in which they were handed over. */
        readonly list: readonly SnapshotMessage[];
        /** One for each instance that messages were written with. */
        readonly boxes: readonly SnapshotBox[];
        /** Those of each instance, the one that was changed longest ago first. */
        readonly contacts: readonly SnapshotContact[];
        /** One for each message that has any. */
        readonly media: readonly SnapshotMedia[];
      }
    | undefined;
};

/** One POST. */
export type SnapshotAttempt = {
  /**
   * When. Milliseconds since 1970, UTC.
   * @example 1781197614895
   */
  readonly time: number;
  /**
   * The receiver's status; null without an answer.
   * @example 500
   */
  readonly status: number | null;
  /**
   * Why there was no answer.
   * @example request failed: ECONNREFUSED
   */
  readonly error: string | null;
  /**
   * The time that it was signed with; absent if that is the same second. Milliseconds since 1970, UTC.
   * @example 1781197614895
   */
  readonly signedAt?: number | undefined;
  /** The redirects that were met; absent if there were none. */
  readonly hops?: readonly SnapshotHop[] | undefined;
};

/** What is kept of an instance beside messages and contacts. */
export type SnapshotBox = {
  /**
   * The instance, by technical name; it may be deleted.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instance: string;
  /**
   * How many messages left.
   * @example 1
   */
  readonly sent: number;
  /**
   * How many came in.
   * @example 1
   */
  readonly received: number;
  /**
   * The newest of these, if it is still kept.
   * @example 3EB0538DA65A59F6D8A251
   */
  readonly last: string | null;
  /**
   * How many contacts are no longer kept.
   * @example 1
   */
  readonly droppedContacts: number;
};

/** A contact as it is kept. */
export type SnapshotContact = {
  /**
   * The instance, by technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instance: string;
  /**
   * Its number within the account.
   * @example 1
   */
  readonly id: number;
  /**
   * Their address.
   * @example 628123456789@s.whatsapp.net
   */
  readonly jid: string;
  /**
   * The name that they go by.
   * @example Siti
   */
  readonly pushName: string;
  /**
   * Whether clients see them: not as long as all there is still waits to leave.
   * @example false
   */
  readonly isKnown: boolean;
  /**
   * When they were first heard of. Milliseconds since 1970, UTC.
   * @example 1781197614895
   */
  readonly createdAt: number;
  /**
   * When they changed last. Milliseconds since 1970, UTC.
   * @example 1781197614895
   */
  readonly updatedAt: number;
  /**
   * The newest message of the chat; it may be no longer kept.
   * @example 3EB0538DA65A59F6D8A251
   */
  readonly lastMessage: string | null;
  /**
   * When that was. Milliseconds since 1970, UTC.
   * @example 1781197614895
   */
  readonly lastTime: number | null;
  /**
   * How many messages nobody has read.
   * @example 1
   */
  readonly unread: number;
  /**
   * Whether they have blocked the instance's number.
   * @example false
   */
  readonly blocked: boolean;
};

/** What happened to an instance. */
export type SnapshotEvent =
  | {
      /**
       * The event.
       */
      readonly name: 'messages.upsert';
      /**
       * Technical name.
       * @example t1_mq9r2jov_jakarta_store
       */
      readonly instance: string;
      /**
       * When it happened. Milliseconds since 1970, UTC.
       * @example 1781197614895
       */
      readonly time: number;
      /** The linked phone; null while none is. */
      readonly profile: {
        /**
         * The phone's number.
         * @example 628123456789
         */
        readonly number: string;
        /**
         * The name of its profile.
         * @example Toko Jakarta
         */
        readonly name: string;
      } | null;
      /** The message. */
      readonly message: SnapshotMessage;
    }
  | {
      /**
       * The event.
       */
      readonly name: 'messages.update';
      /**
       * Technical name.
       * @example t1_mq9r2jov_jakarta_store
       */
      readonly instance: string;
      /**
       * When it happened. Milliseconds since 1970, UTC.
       * @example 1781197614895
       */
      readonly time: number;
      /** The linked phone; null while none is. */
      readonly profile: {
        /**
         * The phone's number.
         * @example 628123456789
         */
        readonly number: string;
        /**
         * The name of its profile.
         * @example Toko Jakarta
         */
        readonly name: string;
      } | null;
      /**
       * The message.
       * @example 3EB015F393D49B570520E3
       */
      readonly message: string;
      /**
       * The other side of the chat.
       * @example 628123456789@s.whatsapp.net
       */
      readonly jid: string;
      /**
       * Whether the instance sent it.
       * @example true
       */
      readonly fromMe: boolean;
      /**
       * The new status.
       * @example delivered
       */
      readonly status:
        'waiting' | 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'cancelled' | 'ignored';
    }
  | {
      /**
       * The event.
       */
      readonly name: 'contacts.update';
      /**
       * Technical name.
       * @example t1_mq9r2jov_jakarta_store
       */
      readonly instance: string;
      /**
       * When it happened. Milliseconds since 1970, UTC.
       * @example 1781197614895
       */
      readonly time: number;
      /** The linked phone; null while none is. */
      readonly profile: {
        /**
         * The phone's number.
         * @example 628123456789
         */
        readonly number: string;
        /**
         * The name of its profile.
         * @example Toko Jakarta
         */
        readonly name: string;
      } | null;
      /**
       * The address of the contact.
       * @example 628123456789@s.whatsapp.net
       */
      readonly jid: string;
      /**
       * The name that they go by.
       * @example Siti
       */
      readonly pushName: string;
    }
  | {
      /**
       * The event.
       */
      readonly name: 'chats.update';
      /**
       * Technical name.
       * @example t1_mq9r2jov_jakarta_store
       */
      readonly instance: string;
      /**
       * When it happened. Milliseconds since 1970, UTC.
       * @example 1781197614895
       */
      readonly time: number;
      /** The linked phone; null while none is. */
      readonly profile: {
        /**
         * The phone's number.
         * @example 628123456789
         */
        readonly number: string;
        /**
         * The name of its profile.
         * @example Toko Jakarta
         */
        readonly name: string;
      } | null;
      /**
       * The other side of the chat.
       * @example 628123456789@s.whatsapp.net
       */
      readonly jid: string;
    }
  | {
      /**
       * The event.
       */
      readonly name: 'qrcode.updated';
      /**
       * Technical name.
       * @example t1_mq9r2jov_jakarta_store
       */
      readonly instance: string;
      /**
       * When it happened. Milliseconds since 1970, UTC.
       * @example 1781197614895
       */
      readonly time: number;
      /** The linked phone; null while none is. */
      readonly profile: {
        /**
         * The phone's number.
         * @example 628123456789
         */
        readonly number: string;
        /**
         * The name of its profile.
         * @example Toko Jakarta
         */
        readonly name: string;
      } | null;
      /** The QR; null when the last one has expired. */
      readonly qr: {
        /** The text inside the QR. */
        readonly code: string;
        /**
         * For typing instead of scanning.
         * @example WZYEH1YY
         */
        readonly pairingCode: string | null;
        /**
         * Which QR of its pairing.
         * @example 1
         */
        readonly count: number;
        /**
         * When the next one replaces it. Milliseconds since 1970, UTC.
         * @example 1781197614895
         */
        readonly endsAt: number;
      } | null;
    }
  | {
      /**
       * The event.
       */
      readonly name: 'connection.update';
      /**
       * Technical name.
       * @example t1_mq9r2jov_jakarta_store
       */
      readonly instance: string;
      /**
       * When it happened. Milliseconds since 1970, UTC.
       * @example 1781197614895
       */
      readonly time: number;
      /** The linked phone; null while none is. */
      readonly profile: {
        /**
         * The phone's number.
         * @example 628123456789
         */
        readonly number: string;
        /**
         * The name of its profile.
         * @example Toko Jakarta
         */
        readonly name: string;
      } | null;
      /**
       * The new state.
       * @example open
       */
      readonly state: 'connecting' | 'open' | 'close' | 'refused';
      /**
       * The reason for it.
       * @example 200
       */
      readonly statusReason: number;
    };

/** What faults do to each POST of a delivery. */
export type SnapshotFiredFault = {
  /**
   * Their labels.
   * @example twice
   */
  readonly label: string;
  /** How the body is written. */
  readonly encoding?: readonly ('slashes' | 'numbers' | 'spacing' | 'unicode')[] | undefined;
  /**
   * How the signature is broken.
   * @example wrong
   */
  readonly signature?: 'wrong' | 'stale' | 'missing' | undefined;
  /**
   * The id of the fault that delays, swaps or repeats it.
   * @example 1
   */
  readonly heldBy?: number | undefined;
};

/** A redirect on the way of a POST. */
export type SnapshotHop = {
  /**
   * The status that redirected.
   * @example 307
   */
  readonly status: number;
  /**
   * How the next URL is asked.
   * @example POST
   */
  readonly method: 'POST' | 'GET';
  /**
   * Where it redirects to.
   * @example https://example.com/hook/
   */
  readonly url: string;
};

/** An instance as it is kept. */
export type SnapshotInstance = {
  /**
   * Counts the account's instances; rises from one to the next.
   * @example 1
   */
  readonly sequence: number;
  /**
   * Technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly technicalName: string;
  /**
   * Name to show to people. Trimmed; need not be unique. The technical name is made from it.
   * @example jakarta_store
   */
  readonly displayName: string;
  /**
   * How it connects.
   * @example WHATSAPP-BAILEYS
   */
  readonly integration: 'WHATSAPP-BAILEYS' | 'WHATSAPP-BUSINESS';
  /**
   * As given at create; it may pick a scenario. Null when none was given.
   * @example 628123456789
   */
  readonly number: string | null;
  /** What the client has switched on. */
  readonly settings: {
    /**
     * Whether incoming calls are declined.
     * @example false
     */
    readonly rejectCalls: boolean;
    /**
     * Whether group messages are ignored.
     * @example false
     */
    readonly ignoreGroups: boolean;
    /**
     * Whether it appears online all the time.
     * @example false
     */
    readonly alwaysOnline: boolean;
    /**
     * Whether incoming messages are marked as read.
     * @example false
     */
    readonly readMessages: boolean;
    /**
     * Whether status updates are viewed.
     * @example false
     */
    readonly readStatus: boolean;
  };
  /**
   * When it was created. Milliseconds since 1970, UTC.
   * @example 1781197614895
   */
  readonly createdAt: number;
  /**
   * When its state last changed. Milliseconds since 1970, UTC.
   * @example 1781197614895
   */
  readonly updatedAt: number;
  /**
   * Its state; a pairing whose QRs have all expired is still pairing here.
   * @example pairing
   */
  readonly state: 'starting' | 'pairing' | 'linking' | 'open' | 'dead' | 'lost' | 'replaced' | 'closed';
  /** Which QR is current follows from this and the clock. */
  readonly pairing: {
    /**
     * The number that its codes are for; absent for the one given at create.
     * @example 628123456789
     */
    readonly number?: string | undefined;
    /**
     * Which pairing it is.
     * @example 1
     */
    readonly ordinal: number;
    /**
     * Which set of keys its QRs carry.
     * @example 1
     */
    readonly generation: number;
    /**
     * When the first QR would have become current if each had lived its whole life. Milliseconds since 1970, UTC.
     * @example 1781197614895
     */
    readonly startedAt: number;
    /**
     * The number of the last QR that the phone refused; null when there was none.
     * @example 1
     */
    readonly refused: number | null;
  };
  /** The linked phone; null while none is. */
  readonly profile: {
    /**
     * The phone's number.
     * @example 628123456789
     */
    readonly number: string;
    /**
     * The name of its profile.
     * @example Toko Jakarta
     */
    readonly name: string;
  } | null;
  /**
   * When it opens by itself; absent unless it is linking. Milliseconds since 1970, UTC.
   * @example 1781197614895
   */
  readonly linksAt?: number | undefined;
  /** What happens to it next by itself: an act of its scenario, or the scan. */
  readonly course?:
    | {
        /**
         * When the scenario began. Milliseconds since 1970, UTC.
         * @example 1781197614895
         */
        readonly startedAt: number;
        /**
         * Which of its acts is next, from 0.
         * @example 1
         */
        readonly act: number;
      }
    | {
        /**
         * When it is scanned automatically. Milliseconds since 1970, UTC.
         * @example 1781197614895
         */
        readonly scanAt: number;
      }
    | undefined;
};

/** The bytes of a picture, film, sound or document. */
export type SnapshotMedia = {
  /**
   * Its name.
   * @example xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
   */
  readonly token: string;
  /**
   * Its type, if given.
   * @example application/pdf
   */
  readonly mimetype: string | null;
  /**
   * Its name, if given.
   * @example invoice.pdf
   */
  readonly fileName: string | null;
  /**
   * The bytes, in base64.
   * @example aGVsbG8=
   */
  readonly base64: string;
};

/** A message as it is kept. */
export type SnapshotMessage = {
  /**
   * Its id.
   * @example 3EB015F393D49B570520E3
   */
  readonly id: string;
  /**
   * Counts the account's messages; rises from one to the next.
   * @example 1
   */
  readonly order: number;
  /**
   * The instance, by technical name.
   * @example t1_mq9r2jov_jakarta_store
   */
  readonly instance: string;
  /**
   * The other side of the chat.
   * @example 628123456789@s.whatsapp.net
   */
  readonly jid: string;
  /**
   * Whether the instance sent it.
   * @example true
   */
  readonly fromMe: boolean;
  /**
   * Who wrote it, by number; null for what is sent.
   * @example 628123456789
   */
  readonly author: string | null;
  /**
   * The name of its author, if known.
   * @example Siti
   */
  readonly pushName: string | null;
  readonly content: MessageContent;
  /** The message that it quotes. */
  readonly quoted: {
    /**
     * Its id.
     * @example 3EB015F393D49B570520E3
     */
    readonly id: string;
    /**
     * Whether the instance sent it.
     * @example true
     */
    readonly fromMe: boolean;
    readonly content: MessageContent;
  } | null;
  /** Its bytes, if they are there. */
  readonly media: {
    /**
     * The name of its bytes.
     * @example xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     */
    readonly token: string;
    /**
     * How many bytes.
     * @example 1024
     */
    readonly size: number;
  } | null;
  /**
   * When it was handed over. Milliseconds since 1970, UTC.
   * @example 1781197614895
   */
  readonly acceptedAt: number;
  /**
   * When it leaves, left or came; null while that is open. Milliseconds since 1970, UTC.
   * @example 1781197614895
   */
  readonly at: number | null;
  /**
   * How far it has come.
   * @example delivered
   */
  readonly status:
    'waiting' | 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'cancelled' | 'ignored';
  /**
   * Why it failed, or was cancelled or ignored.
   * @example the instance was deleted
   */
  readonly reason: string | null;
};

/**
 * connecting: a QR waits for a scan; open: connected; close: not connected.
 * @example connecting
 */
export type State = 'connecting' | 'open' | 'close';

/** A status update of somebody. */
export type StatusUpdate = {
  /**
   * Who it is from.
   * @example 628123456789
   */
  readonly from: string;
  /**
   * The name that they go by; by default the one that they had, or a plausible one.
   * @example Siti
   */
  readonly pushName?: string | undefined;
  /**
   * What it is.
   * @example text
   */
  readonly type: 'text';
  /**
   * The text.
   * @example Open until nine today
   */
  readonly text: string;
};

/** An event of the stream; its data is one line of JSON. */
export type StreamNote =
  | {
      /**
       * Which note it is: what Last-Event-ID and lastEventId take.
       * @example 5f0c9a7be2d41c83.1-17
       */
      readonly id: string;
      /**
       * Its kind.
       */
      readonly event: 'hello';
      readonly data: HelloNote;
    }
  | {
      /**
       * Which note it is: what Last-Event-ID and lastEventId take.
       * @example 5f0c9a7be2d41c83.1-17
       */
      readonly id: string;
      /**
       * Its kind.
       */
      readonly event: 'request';
      readonly data: RequestNote;
    }
  | {
      /**
       * Which note it is: what Last-Event-ID and lastEventId take.
       * @example 5f0c9a7be2d41c83.1-17
       */
      readonly id: string;
      /**
       * Its kind.
       */
      readonly event: 'event';
      readonly data: EventNote;
    }
  | {
      /**
       * Which note it is: what Last-Event-ID and lastEventId take.
       * @example 5f0c9a7be2d41c83.1-17
       */
      readonly id: string;
      /**
       * Its kind.
       */
      readonly event: 'delivery';
      readonly data: DeliveryNote;
    }
  | {
      /**
       * Which note it is: what Last-Event-ID and lastEventId take.
       * @example 5f0c9a7be2d41c83.1-17
       */
      readonly id: string;
      /**
       * Its kind.
       */
      readonly event: 'message';
      readonly data: MessageNote;
    }
  | {
      /**
       * Which note it is: what Last-Event-ID and lastEventId take.
       * @example 5f0c9a7be2d41c83.1-17
       */
      readonly id: string;
      /**
       * Its kind.
       */
      readonly event: 'chat';
      readonly data: ChatNote;
    }
  | {
      /**
       * Which note it is: what Last-Event-ID and lastEventId take.
       * @example 5f0c9a7be2d41c83.1-17
       */
      readonly id: string;
      /**
       * Its kind.
       */
      readonly event: 'instance';
      readonly data: InstanceNote;
    }
  | {
      /**
       * Which note it is: what Last-Event-ID and lastEventId take.
       * @example 5f0c9a7be2d41c83.1-17
       */
      readonly id: string;
      /**
       * Its kind.
       */
      readonly event: 'clock';
      readonly data: Clock;
    }
  | {
      /**
       * Which note it is: what Last-Event-ID and lastEventId take.
       * @example 5f0c9a7be2d41c83.1-17
       */
      readonly id: string;
      /**
       * Its kind.
       */
      readonly event: 'faults';
      readonly data: FaultsNote;
    }
  | {
      /**
       * Which note it is: what Last-Event-ID and lastEventId take.
       * @example 5f0c9a7be2d41c83.1-17
       */
      readonly id: string;
      /**
       * Its kind.
       */
      readonly event: 'webhooks';
      readonly data: WebhooksNote;
    }
  | {
      /**
       * Which note it is: what Last-Event-ID and lastEventId take.
       * @example 5f0c9a7be2d41c83.1-17
       */
      readonly id: string;
      /**
       * Its kind.
       */
      readonly event: 'gap';
      readonly data: GapNote;
    };

/** What becomes of a message. */
export type Tick = {
  /**
   * How far it comes.
   * @example read
   */
  readonly status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
};

export type Webhook = {
  /**
   * Its id.
   * @example 1
   */
  readonly id: number;
  /**
   * Its name, if it has one.
   * @example Orders
   */
  readonly name: string | null;
  /**
   * Where events are sent.
   * @example https://example.com/hook
   */
  readonly url: string;
  /**
   * The events that are sent.
   * @example [
   *       "*"
   *     ]
   */
  readonly events: readonly (
    | '*'
    | 'messages.upsert'
    | 'messages.update'
    | 'contacts.update'
    | 'chats.update'
    | 'qrcode.updated'
    | 'connection.update'
  )[];
  /**
   * Whether events are sent at all.
   * @example true
   */
  readonly enabled: boolean;
  /**
   * The secret that deliveries are signed with: whole when it was just set, masked in a list.
   * @example whsec_••••abcdef
   */
  readonly secret: string;
  /** The only instance whose events it gets; null for all. */
  readonly instance: {
    /**
     * Display name.
     * @example jakarta_store
     */
    readonly instanceName: string;
    /**
     * Display name, again.
     * @example jakarta_store
     */
    readonly displayName: string;
    /**
     * Technical name.
     * @example t1_mq9r2jov_jakarta_store
     */
    readonly apiInstanceName: string;
    /**
     * Technical name, again.
     * @example t1_mq9r2jov_jakarta_store
     */
    readonly internalName: string;
  } | null;
  /**
   * When it was created: ISO 8601, UTC.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly createdAt: string;
  /**
   * When it was changed last: ISO 8601, UTC.
   * @example 2026-06-11T17:06:54.895Z
   */
  readonly updatedAt: string;
};

/** A webhook was created, changed or deleted. */
export type WebhooksNote = Record<string, never>;
