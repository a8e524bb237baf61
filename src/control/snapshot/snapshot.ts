import type { FastifyInstance, FastifySchema } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { keyFrom, requireKey } from '../../http/caller.js';
import { HttpError } from '../../http/errors.js';
import { badInput, badKey, errors, json, withHeader } from '../../api/operations.js';
import type { Emulator } from '../../emulator.js';
import { createControls } from '../controls.js';
import { foreign } from '../operations.js';
import { Done } from '../schemas.js';
import { Snapshot } from './schema.js';
import { sentenceOf } from '../strict-objects.js';

/** Most bytes of a snapshot: those of 100,000 instances fit. */
const BODY_LIMIT = 64 * 1_048_576;

const tooMany = 'The emulator cannot hold as many instances.';

const getSnapshot = {
  operationId: 'getSnapshot',
  tags: ['emulator'],
  summary: 'Write the account down',
  description:
    'All that decides how the account goes on: instances, webhooks and what waits for them, faults, its clock, its randomness. It holds the secrets of the account, but not its key. Left out are deliveries that are finished, events and the journal.',
  security: withHeader,
  response: { 200: json('The snapshot.', Snapshot), ...errors({ 401: badKey, 403: foreign }) },
} satisfies FastifySchema;

const putSnapshot = {
  operationId: 'putSnapshot',
  tags: ['emulator'],
  summary: 'Restore the account',
  description:
    "Puts a snapshot in the place of all that the caller's account has, which ends as by a reset. The account goes on from there, byte for byte, its key apart. A snapshot that is wrong changes nothing. At most 64 MiB.",
  security: withHeader,
  body: Snapshot,
  // A body that is too large is a 413 here too; an example of it would be one of 64 MiB.
  response: {
    200: json('Restored.', Done),
    ...errors({ 400: badInput, 401: badKey, 403: foreign, 415: 'The body is not JSON.', 429: tooMany }),
  },
} satisfies FastifySchema;

/** Writing an account down, and restoring it. */
export const snapshotRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const onRequest = requireKey(emulator);

  routes.get('/snapshot', { schema: getSnapshot, onRequest }, async (request, reply) => {
    const snapshot = await createControls(emulator, keyFrom(request)).snapshot();
    // As text, which is not held against the schema: whatever an account has come to can be written down.
    void reply.type('application/json; charset=utf-8').send(JSON.stringify(snapshot));
    return reply;
  });

  routes.put(
    '/snapshot',
    {
      schema: putSnapshot,
      onRequest,
      bodyLimit: BODY_LIMIT,
      // The schema would list every mistake; what reads it stops at the first few.
      validatorCompiler: () => (value: unknown) => ({ value }),
    },
    (request) => {
      const controls = createControls(emulator, keyFrom(request));
      const read = controls.readSnapshot(request.body);
      if ('problems' in read) {
        const details = read.problems.map(({ path, message }) => ({ path, message }));
        throw new HttpError(400, `${sentenceOf(details, 'The body')}.`, { details });
      }
      controls.restore(read.record);
      return { success: true as const, message: 'The account was restored.' };
    },
  );
};
