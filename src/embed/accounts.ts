/** An account, seen from outside. */
export type AccountSummary = {
  /** Its API key, masked: the last six characters of a long one, nothing of a short one. */
  readonly key: string;
  /** The number in its technical names. */
  readonly number: number;
  /** Whether it is the account of the key that asks: for the handle, of its own. */
  readonly own: boolean;
  /** How many it has in all, and in each state. */
  readonly instances: {
    readonly count: number;
    readonly connecting: number;
    readonly open: number;
    readonly close: number;
  };
  readonly webhooks: number;
  /** Whether its clock moves only when told to. */
  readonly frozen: boolean;
  /** When somebody used it last, by the clock that was given to `startWachat()`; now, while somebody does. ISO 8601, UTC. */
  readonly lastUsedAt: string;
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
