import type { ClockPosition } from './clock.js';
import type { FaultsDump } from './faults.js';
import type { StreamPosition } from './ids.js';
import type { Instance } from './instance.js';
import type { Course } from './scenario.js';
import type { WebhooksRecord } from './webhooks.js';

/** An instance as it is written down: its number says which scenario it has. */
type InstanceRecord = Omit<Instance, 'scenario'> & {
  /** What will happen to it by itself, if anything will. */
  readonly course?: Course | undefined;
};

/** All of an account that decides how it goes on, as plain data; its deliveries are written down beside it. */
export type AccountRecord = {
  readonly number: number;
  readonly lastStamp: number;
  readonly lastSequence: number;
  readonly secret: string;
  readonly randomness: StreamPosition;
  readonly clock: ClockPosition;
  /** Oldest first. */
  readonly instances: readonly InstanceRecord[];
  readonly webhooks: WebhooksRecord;
  readonly faults: FaultsDump;
};
