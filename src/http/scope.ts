import type { FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Emulator } from '../emulator.js';
import { awaitRoom, checkEmptyBody, readJsonBodies, refuseCompressed } from './body.js';
import { decorateWithCaller } from './caller.js';
import { handleError } from './errors.js';
import { breakReplies, withholdReplies } from './fault-injection.js';
import { warnOfNumbers } from './numbers.js';
import { recordRequests } from './recording.js';
import { checkUnknownFields, type UnknownFields } from './unknown-fields.js';

/** What every scope needs: validation, the shape of errors, the caller. */
export const prepare = (app: FastifyInstance, emulator: Emulator, unknownFields: UnknownFields): void => {
  app.setErrorHandler(handleError);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  decorateWithCaller(app);
  withholdReplies(app, emulator);
  recordRequests(app, emulator);
  breakReplies(app, emulator);
  readJsonBodies(app);
  app.addHook('preParsing', refuseCompressed);
  app.addHook('preParsing', awaitRoom(emulator));
  app.addHook('preValidation', checkEmptyBody);
  app.addHook('preValidation', checkUnknownFields(unknownFields));
  app.addHook('preHandler', warnOfNumbers(emulator.config.strict));
};
