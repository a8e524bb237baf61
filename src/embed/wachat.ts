import type {
  AccountSummary,
  Call,
  Chat,
  ChatQuery,
  Clock,
  Delivery,
  DeliveryFault,
  DeliveryQuery,
  Due,
  Event,
  EventQuery,
  Fault,
  Instance,
  InstanceQuery,
  ListedDeliveryFault,
  ListedFault,
  Message,
  MessageQuery,
  MovedClock,
  Receive,
  Recipient,
  Request,
  RequestQuery,
  ScanThis,
  Scenario,
  Snapshot,
  StatusUpdate,
  Tick,
} from '../shapes.js';
import type { Duration } from './options.js';

/** The phone that scans, and how long linking takes then. */
export type Phone = Omit<ScanThis, 'code' | 'pairingCode'>;

/** A QR that can be scanned now. */
export type Qr = NonNullable<Instance['qrcode']>;

/** What can be waited for: its query and its items. */
export type Watched = {
  readonly requests: readonly [query: RequestQuery, item: Request];
  readonly events: readonly [query: EventQuery, item: Event];
  readonly deliveries: readonly [query: DeliveryQuery, item: Delivery];
  readonly messages: readonly [query: MessageQuery, item: Message];
  readonly instances: readonly [query: InstanceQuery, item: Instance];
};

/** How long to wait, in real time. */
export type Patience = Duration | { readonly timeout?: Duration | undefined };

/** Looking at an account, and waiting for what happens there. */
export type Watching = {
  /** What was asked of the imitated API, oldest first. */
  readonly requests: (query?: RequestQuery) => readonly Request[];
  /** What happened to instances, oldest first, whether a webhook was told of it or not. */
  readonly events: (query?: EventQuery) => readonly Event[];
  /** What webhooks were sent, oldest first. */
  readonly deliveries: (query?: DeliveryQuery) => readonly Delivery[];
  /**
   * What instances sent and received, in the order in which it was handed over.
   * @example wachat.messages({ direction: 'sent', to: '6281298765432', contains: 'order' });
   */
  readonly messages: (query?: MessageQuery) => readonly Message[];
  /** The instances, newest first. */
  readonly instances: (query?: InstanceQuery) => readonly Instance[];
  /**
   * Waits until `count` of them match, and returns those that match: at least one, each as it was when it matched.
   * @param what `requests`, `events`, `deliveries`, `messages` or `instances`
   * @param patience `'2s'` or `{ timeout: '2s' }`, in real time; default 4 s, less than test runners give a test
   * @throws {Error} when too few match by then; its message lists each condition of those that come closest
   * @example await wachat.waitFor('requests', { operation: 'createInstance', body: { instanceName: 'shop' } });
   * @example await wachat.waitFor('messages', { to: '6281298765432', contains: 'on its way', status: 'delivered' });
   * @example await wachat.waitFor('instances', { instanceName: name, state: 'open' }, '2s');
   */
  readonly waitFor: <What extends keyof Watched>(
    what: What,
    query?: Watched[What][0],
    patience?: Patience,
  ) => Promise<readonly [Watched[What][1], ...Watched[What][1][]]>;
};

/** What can be done with faults. */
type FaultActions = {
  /**
   * Replaces the faults with these; each request of this account meets those that match it.
   * @throws {RangeError} when one of them is invalid, naming its field; then nothing changes
   * @example wachat.setFaults([{ operation: 'createInstance', nth: 2, status: 429 }]);
   */
  readonly setFaults: (faults: readonly Fault[]) => readonly ListedFault[];
  /**
   * Adds one fault at the end; the others stay, and go on counting.
   * @throws {RangeError} when it is invalid, naming its field
   * @throws {Refusal} when there are 100 already
   * @example const busy = wachat.addFault({ operation: 'getQr', first: 1, status: 429 });
   */
  readonly addFault: (fault: Fault) => ListedFault;
  /**
   * Drops one fault; the others stay, and go on counting.
   * @param id as `addFault`, `setFaults` and `faults` name it
   * @returns those that are left
   * @throws {Refusal} when there is none with this id
   * @example wachat.removeFault(busy.id);
   */
  readonly removeFault: (id: number) => readonly ListedFault[];
  /** The faults in their order, with how often each fired. */
  readonly faults: () => readonly ListedFault[];
  /** Drops all faults. */
  readonly clearFaults: () => void;
  /**
   * Replaces the faults of deliveries with these; each event for each webhook meets those that match it, when it is queued.
   * What earlier ones hold back is let go, and what they repeat ends.
   * @throws {RangeError} when one of them is invalid, naming its field; then nothing changes
   * @example wachat.setDeliveryFaults([{ event: 'connection.update', nth: 2, duplicate: true }]);
   */
  readonly setDeliveryFaults: (faults: readonly DeliveryFault[]) => readonly ListedDeliveryFault[];
  /**
   * Adds one fault of deliveries at the end; the others stay, go on counting, and hold back what they hold back.
   * @throws {RangeError} when it is invalid, naming its field
   * @throws {Refusal} when there are 100 already
   * @example const late = wachat.addDeliveryFault({ event: 'qrcode.updated', delay: '5s' });
   */
  readonly addDeliveryFault: (fault: DeliveryFault) => ListedDeliveryFault;
  /**
   * Drops one fault of deliveries. What it holds back is let go, and what it repeats ends; the others stay.
   * @param id as `addDeliveryFault`, `setDeliveryFaults` and `deliveryFaults` name it
   * @returns those that are left
   * @throws {Refusal} when there is none with this id
   * @example wachat.removeDeliveryFault(late.id);
   */
  readonly removeDeliveryFault: (id: number) => readonly ListedDeliveryFault[];
  /** The faults of deliveries in their order, with how often each fired. */
  readonly deliveryFaults: () => readonly ListedDeliveryFault[];
  /** Drops all faults of deliveries; what they hold back is let go, and what they repeat ends. */
  readonly clearDeliveryFaults: () => void;
  /**
   * Sends the event of a delivery once more, as a new delivery at the end of the queue of its webhook: the same body,
   * signed anew, and without faults.
   * @param id the delivery, as `deliveries()` names it
   * @throws {Refusal} when there is no such delivery, when its webhook is disabled or deleted, and when too many wait
   * @example wachat.redeliver(lost.id);
   */
  readonly redeliver: (id: string) => Delivery;
};

/** A request, and what has become of its account since. */
export type PastRequest = Request & {
  /** The first reset, restore or delete of its account since, after which `requests()` has it no more; `null` for none. */
  readonly endedBy: 'reset' | 'restore' | 'delete' | null;
};

/** Saving an account, and restoring it. */
type Snapshots = {
  /**
   * Saves the account: its instances, messages, contacts and media, its webhooks and their waiting deliveries, its faults
   * and those of deliveries, its clock and its randomness.
   * @example const before = await wachat.snapshot();
   */
  readonly snapshot: () => Promise<Snapshot>;
  /**
   * Replaces all that the account has with a snapshot, as after a reset; the account continues from there, byte for
   * byte. The snapshot may be from another account, or another process.
   * @throws {RangeError} when it is invalid; then nothing has changed
   * @throws {Refusal} when it has more instances than the limit allows
   * @example await wachat.restore(before);
   */
  readonly restore: (snapshot: Snapshot) => Promise<void>;
};

/** The end of one account. */
export type Ending = {
  /** Forgets all that this account has; its number stays. */
  readonly reset: () => void;
  /**
   * Forgets all that this account has, and its number too.
   * @returns whether there was one
   */
  readonly delete: () => boolean;
};

/**
 * The phone's and the test's side of one account. Instances are named by their technical name. What is not possible
 * is refused with a `Refusal`, whose message is one sentence. What returns a promise must be awaited: until then, other
 * calls throw, since nobody can tell what they would find.
 */
export type Account = Watching &
  FaultActions &
  Snapshots & {
    /** Its API key. */
    readonly apiKey: string;
    /**
     * Scans a QR. With `code`, the text read from a QR, or `pairingCode`, what is typed in its place, that has to be the
     * current one; with `instanceName`, the technical name, or `displayName`, whatever QR the instance shows is scanned.
     * The instance is open when this returns, unless linking takes time: with `linkTime`, or with that option at start.
     * @throws {Refusal} when there is no such instance, QR or pairing code, when it is already open, when the QR or the
     *   pairing code is an old one, or for another number, and when several instances have the display name
     * @example wachat.scan({ instanceName: created.instance.apiInstanceName });
     * @example wachat.scan({ pairingCode: created.qrcode.pairingCode });
     */
    readonly scan: (
      what: (
        | { readonly code: string }
        | { readonly pairingCode: string }
        | { readonly instanceName: string }
        | { readonly displayName: string }
      ) &
        Phone,
    ) => Instance;
    /** The phone scans and says that it could not link: the QR is used up. */
    readonly refuse: (instanceName: string) => Instance;
    /** The device is removed on the phone: `close`, with statusReason 401. */
    readonly unlink: (instanceName: string) => Instance;
    /** The connection is lost, also in the middle of linking: `connecting`, until `reconnect`. */
    readonly drop: (instanceName: string) => Instance;
    /** The connection is restored after `drop` or `replace`. */
    readonly reconnect: (instanceName: string) => Instance;
    /** Another client takes the session over: `close`, with statusReason 440. */
    readonly replace: (instanceName: string) => Instance;
    /** Expires the current QR; the next one is current at once. */
    readonly expireQr: (instanceName: string) => Instance;
    /** Expires all QRs: pairing gives up. */
    readonly exhaust: (instanceName: string) => Instance;
    /**
     * Somebody writes to an instance: a text, a file, a place, a card, a chosen row or button, a reaction. It comes in at once if
     * the instance is open, and otherwise when its connection is back.
     * @throws {RangeError} when something is wrong with it, naming the field
     * @throws {Refusal} when no phone is linked, or when what is quoted, chosen or reacted to is not in the chat
     * @example wachat.receive(name, { from: '6281298765432', type: 'text', text: 'Thank you!', pushName: 'Siti' });
     */
    readonly receive: (instanceName: string, message: Receive) => Message;
    /**
     * Somebody posts a status update. With `readStatus` the instance views it; without, it is ignored.
     * @throws {RangeError} when something is wrong with it, naming the field
     * @throws {Refusal} when no phone is linked
     * @example wachat.postStatus(name, { from: '6281298765432', type: 'text', text: 'Open until nine today' });
     */
    readonly postStatus: (instanceName: string, update: StatusUpdate) => Message;
    /**
     * Somebody calls an instance: a message of type `call`, without an event. With `rejectCalls` the call is rejected, and
     * while the connection is lost it is ignored.
     * @throws {RangeError} when something is wrong with it, naming the field
     * @throws {Refusal} when no phone is linked
     * @example wachat.call(name, { from: '6281298765432', video: true });
     */
    readonly call: (instanceName: string, caller: Call) => Message;
    /**
     * The chats of an instance as on the phone, the one with the newest message first.
     * @throws {Refusal} when there is no such instance, and no chat with `before` to go on below
     * @example const [newest] = wachat.chats(name, { contains: 'Siti' });
     */
    readonly chats: (instanceName: string, query?: ChatQuery) => readonly Chat[];
    /**
     * Somebody blocks the number of an instance: what it sends them from now on gets one tick and no more.
     * @param customer a number, or the address of a person
     * @throws {Refusal} when no phone is linked
     * @example wachat.block(name, '6281298765432');
     */
    readonly block: (instanceName: string, customer: string) => Chat;
    /** They no longer block it: what it sends them from now on reaches them again. */
    readonly unblock: (instanceName: string, customer: string) => Chat;
    /**
     * The other side of a chat reads all that has come to them: each message gets its ticks, each a `messages.update`.
     * @param chat a number, or the address of a person or a group
     * @throws {Refusal} when the instance is not open
     * @example const { read } = wachat.readChat(name, '6281298765432');
     */
    readonly readChat: (instanceName: string, chat: string) => { readonly read: number; readonly chat: Chat };
    /**
     * What becomes of a message that an instance sent, and of it before: each tick is a `messages.update`.
     * @param id the message, as the reply to the call that sent it names it
     * @throws {Refusal} when there is no such message, or when it cannot get this tick now
     * @example wachat.tick(reply.key.id, 'read');
     */
    readonly tick: (id: string, status: Tick['status']) => Message;
    /** The account's own clock. */
    readonly clock: {
      readonly read: () => Clock;
      /**
       * What falls due next, in the order in which it happens: the end of a QR, an act of a scenario, a message that has
       * been typed, the next attempt of a delivery.
       * @param limit how many, from 1 to 1000; 20 by default
       * @example const [next] = wachat.clock.due(1);
       */
      readonly due: (limit?: number) => readonly Due[];
      readonly freeze: () => Promise<MovedClock>;
      readonly run: () => Promise<MovedClock>;
      /** Moves it forward; what falls due happens, in order, before this resolves. */
      readonly advance: (by: Duration, options?: { readonly settle?: boolean }) => Promise<MovedClock>;
      /** Moves it to an ISO 8601 time. */
      readonly set: (to: string, options?: { readonly settle?: boolean }) => Promise<MovedClock>;
    };
  };

/** A running emulator, and the account of its first key. */
export type Wachat = Account & {
  /** What a client takes as its base URL: `http://localhost:<port>/api/v1`. */
  readonly url: string;
  /** The base URL of the control API: `http://localhost:<port>/_emulator`. */
  readonly controlUrl: string;
  /** The same over TLS; `undefined` without the option `tls`, or `tlsCert` and `tlsKey`. */
  readonly tls:
    | {
        /** `https://localhost:<port>/api/v1` */
        readonly url: string;
        /** The certificate of the CA to trust, in PEM; `undefined` with `tlsCert`. */
        readonly ca: string | undefined;
        /** The file that has it. */
        readonly caFile: string | undefined;
      }
    | undefined;
  /** The same for the account of another key. */
  readonly account: (apiKey: string) => Account & Ending;
  /** Every account, oldest first. */
  readonly accounts: () => readonly AccountSummary[];
  /**
   * The last requests of all accounts, and those that belong to none, oldest first; 20 by default. Those before a reset,
   * a restore or a delete of their account are among them: `endedBy` says so. At most 1,000 and about 2 MiB are kept.
   * @throws {RangeError} for a limit that is no whole number from 1 to 1000
   * @example afterEach(({ task }) => task.result?.state === 'fail' && console.log(wachat.lastRequests()));
   */
  readonly lastRequests: (limit?: number) => readonly PastRequest[];
  /** The courses of events that a number picks. */
  readonly scenarios: () => readonly Scenario[];
  /** The numbers to send to that always behave in the same way. */
  readonly recipients: () => readonly Recipient[];
  /** Forgets all that every account has. */
  readonly reset: () => void;
  /** Stops listening and ends all connections. May be called again. */
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};
