import type { DomainEvent } from '../../domain/events.js';
import { iso } from '../iso.js';
import type { Amount, Kind } from './kind.js';
import { equals } from './search.js';
import { eventSource } from './sources.js';

/** Which events are meant. */
export type EventQuery = Amount & {
  readonly event?: string | undefined;
  /** Technical name. */
  readonly instanceName?: string | undefined;
  readonly state?: string | undefined;
  readonly statusReason?: number | undefined;
};

/** An event as a test sees it. */
export type EventView = {
  readonly event: string;
  readonly instanceName: string;
  readonly time: string;
  readonly state: string | null;
  readonly statusReason: number | null;
  readonly qrcode: { readonly code: string; readonly pairingCode: string | null; readonly count: number } | null;
};

const stateOf = (event: DomainEvent): string | null => (event.name === 'connection.update' ? event.state : null);
const reasonOf = (event: DomainEvent): number | null =>
  event.name === 'connection.update' ? event.statusReason : null;

const viewOf = (event: DomainEvent): EventView => {
  const qr = event.name === 'qrcode.updated' ? event.qr?.() : undefined;
  return {
    event: event.name,
    instanceName: event.instance,
    time: iso(event.time),
    state: stateOf(event),
    statusReason: reasonOf(event),
    qrcode: qr === undefined ? null : { code: qr.code, pairingCode: qr.pairingCode, count: qr.count },
  };
};

/** What happened to instances, whether a webhook was told of it or not. */
export const eventKind: Kind<EventQuery, DomainEvent, EventView> = {
  members: ['event', 'instanceName', 'state', 'statusReason'],
  source(emulator, key, { instanceName }) {
    const account = emulator.accounts.find(key);
    return account && eventSource(emulator, account, instanceName);
  },
  checks: ({ event, instanceName, state, statusReason }) => [
    ...equals<DomainEvent>('event', event, ({ name }) => name),
    ...equals<DomainEvent>('instanceName', instanceName, ({ instance }) => instance),
    ...equals<DomainEvent>('state', state, stateOf),
    ...equals<DomainEvent>('statusReason', statusReason, reasonOf),
  ],
  view: () => viewOf,
  describe: ({ event, instanceName, state }) => `${event}${state === null ? '' : ` ${state}`} of ${instanceName}`,
};
