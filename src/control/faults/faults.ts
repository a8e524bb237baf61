import type { FastifyInstance, FastifySchema } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { keyFrom, requireKey } from '../../http/caller.js';
import { registry } from '../../http/schema.js';
import { badInput, badKey, bodyErrors, errors, json, withHeader } from '../../api/operations.js';
import { success } from '../../http/replies.js';
import type { Fault } from '../../domain/faults.js';
import type { Emulator } from '../../emulator.js';
import { faultFields, FaultsBody } from './schema.js';
import { foreign } from '../operations.js';

/** A fault as it is listed. */
export type ListedFault = Fault & { readonly seen: number; readonly fired: number };

/** The faults of an account, as the control API and the handle both set and list them. */
export const createFaultControls = ({ accounts }: Emulator, key: string) => {
  const list = (): ListedFault[] =>
    // Copies: an embedder may change what it was given.
    (accounts.find(key)?.faults.all() ?? []).map(({ fault, seen, fired }) => ({
      ...structuredClone(fault),
      seen,
      fired,
    }));
  return {
    faults: list,
    setFaults(faults: readonly Fault[]): ListedFault[] {
      accounts.claim(key).faults.set(structuredClone(faults));
      return list();
    },
    clearFaults: (): void => {
      accounts.find(key)?.faults.set([]);
    },
  };
};

const counter = (description: string) => z.int().min(0).register(registry, { description, example: 1 });
const FaultList = z
  .strictObject({
    success,
    faults: z
      .array(
        z
          .strictObject({
            ...faultFields,
            seen: counter('How many requests it was for.'),
            fired: counter('On how many of them it fired.'),
          })
          .register(registry, { id: 'CountedFault', description: 'A fault, and what has become of it.' }),
      )
      .register(registry, { description: 'In their order.' }),
  })
  .register(registry, { id: 'Faults' });

const listed = json('The faults, with how often each fired.', FaultList);

const getFaults = {
  operationId: 'getFaults',
  tags: ['faults'],
  summary: 'List the faults',
  description: "The account's faults in their order, each with how many requests it was for and on how many it fired.",
  security: withHeader,
  response: { 200: listed, ...errors({ 401: badKey, 403: foreign }) },
} satisfies FastifySchema;

const setFaults = {
  operationId: 'setFaults',
  tags: ['faults'],
  summary: 'Break something on purpose',
  description:
    "Puts these faults in the place of the account's. Each request of the account to the imitated API meets those that are for it: delays add up, and the first that does more is the last that fires. The answer to such a request names the fault in the header X-Wachat-Emulator-Fault. A reset drops all faults, and cuts the requests that they hold up.",
  security: withHeader,
  body: FaultsBody,
  response: { 200: listed, ...errors({ 400: badInput, 401: badKey, 403: foreign, ...bodyErrors }) },
} satisfies FastifySchema;

const clearFaults = {
  operationId: 'clearFaults',
  tags: ['faults'],
  summary: 'Drop the faults',
  description: "Drops the account's faults. A request that hangs goes on hanging.",
  security: withHeader,
  response: { 200: listed, ...errors({ 401: badKey, 403: foreign }) },
} satisfies FastifySchema;

/** What is broken on purpose. */
export const faultRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const onRequest = requireKey(emulator);
  routes.get('/faults', { schema: getFaults, onRequest }, (request) => ({
    success: true as const,
    faults: createFaultControls(emulator, keyFrom(request)).faults(),
  }));

  routes.put('/faults', { schema: setFaults, onRequest }, (request) => ({
    success: true as const,
    faults: createFaultControls(emulator, keyFrom(request)).setFaults(request.body.faults),
  }));

  routes.delete('/faults', { schema: clearFaults, onRequest }, (request) => {
    createFaultControls(emulator, keyFrom(request)).clearFaults();
    return { success: true as const, faults: [] };
  });
};
