import type { AccountSummary, Ending } from './accounts.js';
import type { Instance, Request, Watching } from './watched.js';
import type { FaultActions } from './faults.js';
import type { Snapshots } from './snapshot.js';
import type { Duration } from './options.js';

/** The phone that scans; what is not given is made up. */
export type Phone = {
  /** With country code, digits only; by default the one given at create. */
  readonly number?: string | undefined;
  /** By default the display name. */
  readonly profileName?: string | undefined;
};

/** What a clock says after it was read or moved. */
export type Clock = {
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Whether it moves only when told to. */
  readonly frozen: boolean;
};

export type MovedClock = Clock & {
  /** How many things fell due. */
  readonly happened: number;
  /** Whether it stopped, after 10,000 things, short of the time that was asked for. */
  readonly stoppedShort: boolean;
  /** With `settle`: the deliveries that had no answer after 10 s, by id. */
  readonly unsettled: readonly string[];
};

/**
 * The phone's and the test's side of one account. Instances are named by their technical name. What is not possible
 * is refused with a `Refusal`, whose message is one sentence.
 */
export type Account = Watching &
  FaultActions &
  Snapshots & {
    /** Its API key. */
    readonly apiKey: string;
    /**
     * Scans a QR. With `code`, the text read from a QR, that one has to be current; with `instanceName`, whatever QR the
     * instance shows is scanned. The instance is open when this returns.
     * @throws {Refusal} when there is no such instance or QR, when it is open already, and when the QR is an old one
     * @example wachat.scan({ instanceName: created.instance.apiInstanceName });
     */
    readonly scan: (what: ({ readonly code: string } | { readonly instanceName: string }) & Phone) => Instance;
    /** The phone scans and says that it could not link: the QR is used up. */
    readonly refuse: (instanceName: string) => Instance;
    /** The device is removed on the phone: `close`, with statusReason 401. */
    readonly unlink: (instanceName: string) => Instance;
    /** The connection is lost: `connecting`, until `reconnect`. */
    readonly drop: (instanceName: string) => Instance;
    /** The connection is found again after `drop` or `replace`. */
    readonly reconnect: (instanceName: string) => Instance;
    /** Another client takes the session over: `close`, with statusReason 440. */
    readonly replace: (instanceName: string) => Instance;
    /** Ends the life of the QR that is shown; the next one is current at once. */
    readonly expireQr: (instanceName: string) => Instance;
    /** Ends the life of all QRs: pairing gives up. */
    readonly exhaust: (instanceName: string) => Instance;
    /** The account's own clock. */
    readonly clock: {
      readonly read: () => Clock;
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
  /** The same for the account of another key. */
  readonly account: (apiKey: string) => Account & Ending;
  /** Every account that has come into being, oldest first. */
  readonly accounts: () => readonly AccountSummary[];
  /** The last requests of all accounts, and those of nobody, oldest first; 20 unless told otherwise. */
  readonly lastRequests: (limit?: number) => readonly Request[];
  /** The courses of events that a number picks. */
  readonly scenarios: () => readonly Scenario[];
  /** Forgets all that every account has. */
  readonly reset: () => void;
  /** Stops listening and ends all connections. May be called again. */
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/** A course of events that a client picks by the number that it creates an instance with. */
export type Scenario = {
  readonly number: string;
  readonly name: string;
  readonly about: string;
  /** Where real integrators met it. */
  readonly threads: readonly string[];
  /** What a client sees, in order; `time` in seconds after create. */
  readonly course: readonly {
    readonly time: number;
    readonly state: 'connecting' | 'open' | 'close';
    readonly event: string | null;
    readonly code: number | null;
  }[];
};
