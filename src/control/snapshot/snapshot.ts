import { create, sample } from '../../api/samples.js';
import { inSlices } from '../../domain/turns.js';
import { keyFrom } from '../../http/caller.js';
import { HttpError } from '../../http/errors.js';
import { json, noRoom, operation, sent } from '../../http/operation.js';
import { Done } from '../../http/replies.js';
import { createControls } from '../controls.js';
import { sentenceOf } from '../../schema/wording.js';
import { textOf } from './reading.js';
import { Snapshot } from './schema.js';

/** Most bytes of a snapshot: those of 100,000 instances fit. */
const BODY_LIMIT = 64 * 1_048_576;

const TOO_LARGE = `The snapshot would be larger than ${String(BODY_LIMIT / 1_048_576)} MiB, which is the most that can be restored: its texts and media take too much.`;

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
  summary: 'Save the account',
  description:
    'All that determines what the account does next: instances, messages with their media, contacts, webhooks and their waiting deliveries, faults, its clock and its randomness. It holds the secrets of the account, but not its key. Finished deliveries, events and the journal are left out.',
  input: {},
  replies: { 200: json('The snapshot.', Snapshot) },
  errors: { 409: 'It is larger than what can be restored.', 429: noRoom },
  async handle(request, reply, emulator) {
    const snapshot = await createControls(emulator, keyFrom(request)).snapshot();
    // As text, which is not validated against the schema: an account can be saved whatever has become of it.
    const text = await inSlices(textOf(snapshot, BODY_LIMIT));
    if (text === undefined) throw new HttpError(409, TOO_LARGE);
    void reply.type('application/json; charset=utf-8').send(text);
    return sent;
  },
  examples: () => [{ name: 'one', summary: 'One instance', before: [create] }],
});

export const putSnapshot = operation({
  id: 'putSnapshot',
  summary: 'Restore the account',
  description:
    "Replaces all that the caller's account has with a snapshot, as after a reset. The account continues from there, byte for byte, its key apart. An invalid snapshot changes nothing. At most 64 MiB.",
  input: { body: Snapshot },
  replies: { 200: json('Restored.', Done) },
  errors: { 429: 'The emulator cannot hold that many instances or messages, or one more account.' },
  options: {
    bodyLimit: BODY_LIMIT,
    // The schema would list every mistake; the reader stops at the first few.
    validatorCompiler: () => (value: unknown) => ({ value }),
  },
  async handle(request, _reply, emulator) {
    const problems = await inSlices(createControls(emulator, keyFrom(request)).restore(request.body));
    if (problems.length > 0) {
      const details = problems.map(({ path, message }) => ({ path, message }));
      throw new HttpError(400, `${sentenceOf(details, 'The body')}.`, { details });
    }
    return { message: 'The account was restored.' };
  },
  examples: () => [
    { name: 'one', summary: 'One instance', body: sampleSnapshot(1) },
    {
      name: 'unknownVersion',
      summary: 'An unknown format',
      body: { ...sampleSnapshot(1), wachatEmulatorSnapshot: 2 },
    },
    { name: 'tooMany', summary: 'More instances than the limit', body: sampleSnapshot(3) },
  ],
});
