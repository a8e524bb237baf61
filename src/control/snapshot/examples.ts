import { get, put, type Example } from '../../http/example.js';
import { create } from '../../api/sample-calls.js';
import { sample } from '../../api/schemas.js';

const SNAPSHOT = '/_emulator/snapshot';
const time = Date.parse('2026-06-11T17:06:54.895Z');

const instance = (sequence: number) => ({
  sequence,
  technicalName: `${sample.technicalName}${sequence === 1 ? '' : String(sequence)}`,
  displayName: sample.displayName,
  integration: 'WHATSAPP-BAILEYS',
  number: sample.number,
  settings: { rejectCalls: false, ignoreGroups: false, alwaysOnline: false, readMessages: false, readStatus: false },
  createdAt: time,
  updatedAt: time,
  state: 'pairing',
  pairing: { ordinal: 1, generation: 1, startedAt: time, refused: null },
  profile: null,
});

const snapshot = (instances: number) => ({
  wachatEmulatorSnapshot: 1,
  number: 1,
  lastStamp: time,
  lastSequence: instances,
  secret: 'V1StGXR8_Z5jdHi6B-myTq3w0bKcLePo',
  randomness: { stream: '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8', drawn: 1 },
  clock: { now: '2026-06-11T17:06:54.895Z', frozen: true },
  instances: Array.from({ length: instances }, (_, index) => instance(index + 1)),
  webhooks: { lastId: 0, list: [] },
  deliveries: { count: 0, queues: [] },
  faults: { round: 1, faults: [{ fault: { operation: 'getQr', nth: 2, status: 429 }, seen: 1, fired: 0 }] },
});

/** Examples of snapshots. */
export const snapshotExamples: readonly Example[] = [
  { operationId: 'getSnapshot', name: 'one', summary: 'One instance', before: [create], call: get(SNAPSHOT) },
  { operationId: 'putSnapshot', name: 'one', summary: 'One instance', call: put(SNAPSHOT, snapshot(1)) },
  {
    operationId: 'putSnapshot',
    name: 'unknownVersion',
    summary: 'A format that is not known',
    call: put(SNAPSHOT, { ...snapshot(1), wachatEmulatorSnapshot: 2 }),
  },
  {
    operationId: 'putSnapshot',
    name: 'tooMany',
    summary: 'More instances than there is room for',
    call: put(SNAPSHOT, snapshot(3)),
  },
];
