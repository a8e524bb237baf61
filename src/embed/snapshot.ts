/**
 * All of an account that decides how it goes on, as plain data: it survives `JSON.stringify` and `JSON.parse`.
 * It holds the secrets of the account, but not its API key. Its parts are in the document of the control API.
 */
export type Snapshot = {
  /** The version of the format. */
  readonly wachatEmulatorSnapshot: 1;
  /** The number in technical names. */
  readonly number: number;
  readonly clock: {
    /** ISO 8601, UTC. */
    readonly now: string;
    /** Whether it was told to stand still. */
    readonly frozen: boolean;
  };
  readonly [part: string]: unknown;
};

/** Writing an account down, and restoring it. */
export type Snapshots = {
  /**
   * Writes the account down: its instances, webhooks and what waits to be sent to them, its clock and its randomness.
   * @example const before = await wachat.snapshot();
   */
  readonly snapshot: () => Promise<Snapshot>;
  /**
   * Puts a snapshot in the place of all that the account has, which ends as by a reset; it goes on from there, byte for
   * byte. The snapshot may be from another account, or another process.
   * @throws {RangeError} when it cannot be used; then nothing has changed
   * @throws {Refusal} when it has more instances than there is room for
   * @example wachat.restore(before);
   */
  readonly restore: (snapshot: Snapshot) => void;
};
