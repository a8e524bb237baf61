import * as z from 'zod';
import { create } from '../../api/samples.js';
import type { Fault, ListedFault } from '../../shapes.js';
import { copyOf } from '../../domain/copy.js';
import type { Emulator } from '../../emulator.js';
import { keyFrom } from '../../http/caller.js';
import { json, noRoom, operation, type Call } from '../../http/operation.js';
import { CONTROL_PATH } from '../../http/paths.js';
import { success } from '../../http/replies.js';
import { registry } from '../../schema/registry.js';
import { NoBody } from '../fields.js';
import { faultFields, FaultsBody } from './schema.js';

/** Faults with their counts as they are shown: copies, since an embedder may change what it was given. */
export const listedOf = <Item extends object>(
  all: readonly { readonly fault: Item; readonly seen: number; readonly fired: number }[],
) => all.map(({ fault, seen, fired }) => ({ ...copyOf(fault), seen, fired }));

/** A body that is none, for a call that drops all faults of a kind. */
export const badBody = {
  name: 'badBody',
  summary: 'The body is not an object',
  body: '[{}]',
  headers: { 'Content-Type': 'application/json' },
} as const;

/** The faults of an account, as the control API and the handle both set and list them. */
export const createFaultControls = ({ accounts, instances }: Emulator, key: string) => {
  const list = (): ListedFault[] => listedOf(accounts.find(key)?.faults.all() ?? []);
  return {
    faults: list,
    /** @throws {Refusal} `notTechnicalName`, `tooManyAccounts` */
    setFaults(faults: readonly Fault[]): ListedFault[] {
      for (const { instanceName } of faults) if (instanceName !== undefined) instances.checkName(key, instanceName);
      accounts.claim(key).faults.set(copyOf(faults));
      return list();
    },
    clearFaults: (): void => {
      accounts.find(key)?.faults.set([]);
    },
  };
};

/** How often something happened to a fault. */
export const counter = (description: string) => z.int().min(0).register(registry, { description, example: 1 });
const FaultList = z
  .strictObject({
    success,
    faults: z
      .array(
        z
          .strictObject({
            ...faultFields,
            seen: counter('How many requests it matched.'),
            fired: counter('On how many of them it fired.'),
          })
          .register(registry, { id: 'CountedFault', description: 'A fault, and how often it matched and fired.' }),
      )
      .register(registry, { description: 'In their order.' }),
  })
  .register(registry, { id: 'Faults' });

const listed = json('The faults, with how often each fired.', FaultList);

const busyBody = { faults: [{ operation: 'createInstance', nth: 2, status: 429, retryAfter: '30s' }] };
const busy: Call = { method: 'PUT', path: `${CONTROL_PATH}/faults`, body: busyBody };

export const getFaults = operation({
  id: 'getFaults',
  summary: 'List the faults',
  description: "The account's faults in their order, each with how many requests it matched and on how many it fired.",
  input: {},
  replies: { 200: listed },
  handle: (request, _reply, emulator) => ({ faults: createFaultControls(emulator, keyFrom(request)).faults() }),
  examples: () => [
    { name: 'counted', summary: 'One request has matched; the fault fires on the next', before: [busy, create] },
  ],
});

export const setFaults = operation({
  id: 'setFaults',
  summary: 'Break something on purpose',
  description:
    "Replaces the account's faults. Each request of the account to the imitated API meets those that match it, in order: delays add up, and the first that does more is the last that fires. The answer to such a request names the fault in the header X-Wachat-Emulator-Fault. A reset drops all faults, and cuts the requests that they hold up.",
  input: { body: FaultsBody },
  replies: { 200: listed },
  errors: { 429: noRoom },
  handle: (request, _reply, emulator) => ({
    faults: createFaultControls(emulator, keyFrom(request)).setFaults(request.body.faults),
  }),
  examples: () => [
    { name: 'busy', summary: 'The second create is refused, the third is fine again', body: busyBody },
    {
      name: 'slow',
      summary: 'Everything is slow, and one answer in ten is lost on its way',
      body: {
        faults: [
          { name: 'slow', delay: { from: '100ms', to: '2s' } },
          { name: 'lossy', share: 0.1, cut: 'before' },
        ],
      },
    },
    {
      name: 'down',
      summary: 'A proxy answers instead, and once with a page of its own',
      body: {
        faults: [
          {
            first: 1,
            status: 503,
            body: '<h1>Maintenance</h1>',
            contentType: 'text/html',
            headers: { 'X-Proxy': 'edge' },
          },
          { path: '/instance/*', method: 'GET', status: 502 },
        ],
      },
    },
    {
      name: 'odd',
      summary: 'Answers that claim success and have the wrong shape, and a login page in the way',
      body: {
        faults: [
          { operation: 'getInstances', status: 200, body: { instances: null } },
          { operation: 'getQr', status: 302, headers: { Location: 'https://example.com/login' } },
        ],
      },
    },
    {
      name: 'carriedOut',
      summary: 'Logout fails, yet closes the session; create works and never answers; a poll gets old news',
      body: {
        faults: [
          { operation: 'logout', status: 500, carryOut: true },
          { operation: 'createInstance', first: 1, hang: true, carryOut: true },
          { operation: 'getState', nth: 2, delay: '1500ms', carryOut: true },
        ],
      },
    },
    {
      name: 'lost',
      summary: 'The connection breaks once, and the request is not carried out',
      body: { faults: [{ first: 1, cut: 'before', carryOut: false }] },
    },
    {
      name: 'stale',
      summary: 'The picture stays at the first QR',
      body: { faults: [{ operation: 'getQrImage', staleImage: true }] },
    },
    { name: 'none', summary: 'No more faults', before: [busy], body: { faults: [] } },
    {
      name: 'bad',
      summary: 'An invalid fault',
      body: { faults: [{ operation: 'createInstanc', status: 199 }] },
    },
  ],
});

export const clearFaults = operation({
  id: 'clearFaults',
  summary: 'Drop the faults',
  description: "Drops the account's faults. A request that hangs keeps hanging.",
  input: { body: NoBody },
  replies: { 200: listed },
  handle(request, _reply, emulator) {
    createFaultControls(emulator, keyFrom(request)).clearFaults();
    return { faults: [] };
  },
  examples: () => [{ name: 'cleared', summary: 'Drop them', before: [busy] }, badBody],
});
