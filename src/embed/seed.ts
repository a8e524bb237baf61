import type { Fault } from './faults.js';

/** An instance that an account begins with. */
export type SeedInstance = {
  /** Display name. */
  readonly instanceName: string;
  /** Technical name; without it, one is made as at create. */
  readonly apiInstanceName?: string | undefined;
  /**
   * The state that it stands in. Without it, the instance begins as one that was just created: a scenario or the
   * automatic scan is ahead of it. A business instance is always open.
   */
  readonly state?:
    'starting' | 'pairing' | 'expired' | 'linking' | 'open' | 'dead' | 'lost' | 'replaced' | 'closed' | undefined;
  readonly integration?: 'WHATSAPP-BAILEYS' | 'WHATSAPP-BUSINESS' | undefined;
  /** With country code, digits only; it may pick a scenario. */
  readonly number?: string | undefined;
  readonly rejectCalls?: boolean | undefined;
  readonly ignoreGroups?: boolean | undefined;
  readonly alwaysOnline?: boolean | undefined;
  readonly readMessages?: boolean | undefined;
  readonly readStatus?: boolean | undefined;
  /** The linked phone, in a state that has one; what is not given is made up. */
  readonly phone?: { readonly number?: string | undefined; readonly profileName?: string | undefined } | undefined;
};

/** An account that is there from the start, and again after each reset. */
export type SeedAccount = {
  readonly key: string;
  readonly clock?: {
    /** ISO 8601 with its zone. */
    readonly now?: string | undefined;
    readonly frozen?: boolean | undefined;
  };
  readonly instances?: readonly SeedInstance[];
  readonly faults?: readonly Fault[];
  readonly webhooks?: readonly {
    readonly url: string;
    readonly name?: string | undefined;
    /** All unless it says which. */
    readonly events?: readonly string[] | undefined;
    readonly enabled?: boolean | undefined;
    readonly secret?: string | undefined;
    /** The one instance that it is for, by either name. */
    readonly instance?: string | undefined;
  }[];
};
