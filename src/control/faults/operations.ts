import * as z from 'zod';
import { create } from '../../api/samples.js';
import type { Fault, ListedFault } from '../../shapes.js';
import { copyOf } from '../../domain/copy.js';
import { faultNotFound, MOST_FAULTS, type Counted } from '../../domain/counted-faults.js';
import type { Emulator } from '../../emulator.js';
import { keyFrom } from '../../http/caller.js';
import { json, noRoom, operation, type Call } from '../../http/operation.js';
import { CONTROL_PATH } from '../../http/paths.js';
import { success } from '../../http/replies.js';
import { registry } from '../../schema/registry.js';
import { NoBody } from '../fields.js';
import { Fault as OneFault, faultFields, FaultsBody } from './schema.js';

/** A fault as it is shown: a copy, since an embedder may change what it was given. */
export const shownOf = <Item extends object>({ id, fault, seen, fired }: Counted<Item>) => ({
  id,
  ...copyOf(fault),
  seen,
  fired,
});

/** The id of a fault in a path; one that can be none is 0, which is that of none. */
export const idIn = (text: string): number => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0);

/** A body that is none, for a call that drops all faults of a kind. */
export const badBody = {
  name: 'badBody',
  summary: 'The body is not an object',
  body: '[{}]',
  headers: { 'Content-Type': 'application/json' },
} as const;

/** The faults of an account, as the control API and the handle both set and list them. */
export const createFaultControls = ({ accounts, instances }: Emulator, key: string) => {
  const list = (): ListedFault[] => (accounts.find(key)?.faults.all() ?? []).map(shownOf);
  return {
    faults: list,
    /** @throws {Refusal} `notTechnicalName`, `tooManyAccounts` */
    setFaults(faults: readonly Fault[]): ListedFault[] {
      for (const { instanceName } of faults) if (instanceName !== undefined) instances.checkName(key, instanceName);
      accounts.claim(key).faults.set(copyOf(faults));
      return list();
    },
    /** @throws {Refusal} `notTechnicalName`, `tooManyFaults`, `tooManyAccounts` */
    addFault(fault: Fault): ListedFault {
      if (fault.instanceName !== undefined) instances.checkName(key, fault.instanceName);
      return shownOf(accounts.claim(key).faults.add(copyOf(fault)));
    },
    /** @throws {Refusal} `faultNotFound` */
    removeFault(id: number): ListedFault[] {
      if (accounts.find(key)?.faults.remove(id) !== true) throw faultNotFound('faults');
      return list();
    },
    clearFaults: (): void => {
      accounts.find(key)?.faults.set([]);
    },
  };
};

/** How often something happened to a fault. */
export const counter = (description: string) => z.int().min(0).register(registry, { description, example: 1 });
/** What a fault is removed by. */
export const faultId = z.int().min(1).register(registry, {
  description: 'What it is removed by. No other fault of its account and kind has the same, until a reset.',
  example: 1,
});
export const FaultParams = z.object({
  id: z.string().register(registry, { description: 'The fault, by id.', example: '1' }),
});
export const noSuchFault = 'This account has no such fault.';
export const noRoomForFault = `There are ${String(MOST_FAULTS)} faults of this kind, or no room for another account.`;

const CountedFault = z
  .strictObject({
    id: faultId,
    ...faultFields,
    seen: counter('How many requests it matched.'),
    fired: counter('On how many of them it fired.'),
  })
  .register(registry, { id: 'CountedFault', description: 'A fault, its id, and how often it matched and fired.' });

const FaultList = z
  .strictObject({
    success,
    faults: z.array(CountedFault).register(registry, { description: 'In their order.' }),
  })
  .register(registry, { id: 'Faults' });

const listed = json('The faults, with how often each fired.', FaultList);
const added = json(
  'The fault, as it is listed.',
  z.strictObject({ success, fault: CountedFault }).register(registry, { id: 'FaultAdded' }),
);

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

const oneBody = { operation: 'getQr', nth: 2, status: 429 };
const one: Call = { method: 'POST', path: `${CONTROL_PATH}/faults`, body: oneBody };

export const addFault = operation({
  id: 'addFault',
  summary: 'Break one thing more',
  description:
    "Adds one fault at the end of the account's faults. The others stay, and go on counting. An account has at most 100.",
  input: { body: OneFault },
  replies: { 200: added },
  errors: { 429: noRoomForFault },
  handle: (request, _reply, emulator) => ({
    fault: createFaultControls(emulator, keyFrom(request)).addFault(request.body),
  }),
  examples: () => [
    { name: 'second', summary: 'Another one', before: [busy], body: oneBody },
    { name: 'bad', summary: 'An invalid fault', body: { operation: 'getQr', status: 199 } },
  ],
});

export const removeFault = operation({
  id: 'removeFault',
  summary: 'Drop one fault',
  description: 'Drops one fault. The others stay, and go on counting. A request that hangs keeps hanging.',
  input: { params: FaultParams, body: NoBody },
  replies: { 200: listed },
  errors: { 404: noSuchFault },
  handle: (request, _reply, emulator) => ({
    faults: createFaultControls(emulator, keyFrom(request)).removeFault(idIn(request.params.id)),
  }),
  examples: () => [
    { name: 'first', summary: 'The first of two', before: [busy, one] },
    badBody,
    { name: 'gone', summary: 'There is none' },
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
