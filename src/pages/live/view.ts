/** What the live page shows of an instance, and what its stream sends. Durations are in milliseconds. */
export type LiveView = {
  readonly displayName: string;
  readonly state: 'connecting' | 'open' | 'close';
  /** The state as finely as a customer may know it: which scene is shown. */
  readonly phase: 'starting' | 'pairing' | 'expired' | 'linking' | 'open' | 'lost' | 'replaced' | 'closed';
  /** The current QR as a data URI. */
  readonly image: string | null;
  readonly count: number | null;
  /** Until the QR is replaced; `null` when there is none, or the clock stands still. */
  readonly remaining: number | null;
  /** How long a QR lives. */
  readonly lifetime: number;
  /** Whether pairing gives up when the QR ends. */
  readonly last: boolean;
  /** Whether the QR before this one was scanned, but could not be linked. */
  readonly refused: boolean;
};

/** Why there is nothing to show. */
export type LiveProblem = 'unknown' | 'denied' | 'invalid' | 'failed';
