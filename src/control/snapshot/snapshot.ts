import { create, sample } from '../../api/samples.js';
import { keyFrom } from '../../http/caller.js';
import { HttpError } from '../../http/errors.js';
import { json, operation } from '../../http/operation.js';
import { Done } from '../../http/replies.js';
import { createControls } from '../controls.js';
import { sentenceOf } from '../../schema/wording.js';
import { Snapshot } from './schema.js';

/** Most bytes of a snapshot: those of 100,000 instances fit. */
const BODY_LIMIT = 64 * 1_048_576;

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

const sampleSnapshot = (instances: number) => ({
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

export const getSnapshot = operation({
  id: 'getSnapshot',
  summary: 'Write the account down',
  description:
    'All that decides how the account goes on: instances, webhooks and what waits for them, faults, its clock, its randomness. It holds the secrets of the account, but not its key. Left out are deliveries that are finished, events and the journal.',
  input: {},
  replies: { 200: json('The snapshot.', Snapshot) },
  async handle(request, reply, emulator) {
    const snapshot = await createControls(emulator, keyFrom(request)).snapshot();
    // As text, which is not held against the schema: whatever an account has come to can be written down.
    void reply.type('application/json; charset=utf-8').send(JSON.stringify(snapshot));
    return undefined;
  },
  examples: () => [{ name: 'one', summary: 'One instance', before: [create] }],
});

export const putSnapshot = operation({
  id: 'putSnapshot',
  summary: 'Restore the account',
  description:
    "Puts a snapshot in the place of all that the caller's account has, which ends as by a reset. The account goes on from there, byte for byte, its key apart. A snapshot that is wrong changes nothing. At most 64 MiB.",
  input: { body: Snapshot },
  replies: { 200: json('Restored.', Done) },
  errors: { 429: 'The emulator cannot hold as many instances.' },
  options: {
    bodyLimit: BODY_LIMIT,
    // The schema would list every mistake; what reads it stops at the first few.
    validatorCompiler: () => (value: unknown) => ({ value }),
  },
  handle(request, _reply, emulator) {
    const controls = createControls(emulator, keyFrom(request));
    const read = controls.readSnapshot(request.body);
    if ('problems' in read) {
      const details = read.problems.map(({ path, message }) => ({ path, message }));
      throw new HttpError(400, `${sentenceOf(details, 'The body')}.`, { details });
    }
    controls.restore(read.record);
    return { message: 'The account was restored.' };
  },
  examples: () => [
    { name: 'one', summary: 'One instance', body: sampleSnapshot(1) },
    {
      name: 'unknownVersion',
      summary: 'A format that is not known',
      body: { ...sampleSnapshot(1), wachatEmulatorSnapshot: 2 },
    },
    { name: 'tooMany', summary: 'More instances than there is room for', body: sampleSnapshot(3) },
  ],
});
