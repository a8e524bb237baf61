import type { DeliveryFault, Fault } from '../shapes.js';
import type { ClockPosition } from './clock.js';
import type { FaultsDump } from './counted-faults.js';
import type { StreamPosition } from './ids.js';
import type { Instance } from './instance.js';
import type { MailRecord } from './mail-record.js';
import type { Course } from './scenario.js';
import type { WebhooksRecord } from './webhooks.js';

/** A serialized instance: its number says which scenario it has. */
type InstanceRecord = Omit<Instance, 'scenario'> & {
  /** Its running course, if any. */
  readonly course?: Course | undefined;
};

/** Everything about an account that decides how it continues, as plain data, except its deliveries. */
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
  readonly faults: FaultsDump<Fault>;
  /** Absent as long as none were set. */
  readonly deliveryFaults?: FaultsDump<DeliveryFault> | undefined;
  /** Absent as long as there was nobody to write to. */
  readonly messages?: MailRecord | undefined;
};
