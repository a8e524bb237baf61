import * as z from 'zod';
import { lostDelivery } from '../../api/samples.js';
import { copyOf } from '../../domain/copy.js';
import { faultNotFound } from '../../domain/counted-faults.js';
import { deliveryNotFound } from '../../delivery/deliveries.js';
import type { Emulator } from '../../emulator.js';
import { keyFrom } from '../../http/caller.js';
import { json, noRoom, operation, type Call } from '../../http/operation.js';
import { BASE_PATH, CONTROL_PATH } from '../../http/paths.js';
import { success } from '../../http/replies.js';
import { registry } from '../../schema/registry.js';
import type { Delivery as DeliveryView, DeliveryFault, ListedDeliveryFault } from '../../shapes.js';
import { DeliveryParams, NoBody } from '../fields.js';
import { Delivery, viewOf } from '../watching/deliveries.js';
import { DeliveryFault as OneDeliveryFault, deliveryFaultFields, DeliveryFaultsBody } from './delivery-schema.js';
import { badBody, counter, faultId, FaultParams, idIn, noRoomForFault, noSuchFault, shownOf } from './operations.js';

/** The faults of an account's deliveries, and its deliveries by hand: for the control API and the handle. */
export const createDeliveryControls = ({ accounts, instances, deliveriesOf }: Emulator, key: string) => {
  const list = (): ListedDeliveryFault[] => {
    const account = accounts.find(key);
    return account?.hasDeliveryFaults() === true ? account.deliveryFaults.all().map(shownOf) : [];
  };
  return {
    deliveryFaults: list,
    /** @throws {Refusal} `notTechnicalName`, `tooManyAccounts` */
    setDeliveryFaults(faults: readonly DeliveryFault[]): ListedDeliveryFault[] {
      for (const { instanceName } of faults) if (instanceName !== undefined) instances.checkName(key, instanceName);
      const account = accounts.claim(key);
      account.deliveryFaults.set(copyOf(faults));
      deliveriesOf(account)?.faultsChanged();
      return list();
    },
    /** @throws {Refusal} `notTechnicalName`, `tooManyFaults`, `tooManyAccounts` */
    addDeliveryFault(fault: DeliveryFault): ListedDeliveryFault {
      if (fault.instanceName !== undefined) instances.checkName(key, fault.instanceName);
      return shownOf(accounts.claim(key).deliveryFaults.add(copyOf(fault)));
    },
    /** @throws {Refusal} `faultNotFound` */
    removeDeliveryFault(id: number): ListedDeliveryFault[] {
      const account = accounts.find(key);
      if (account?.hasDeliveryFaults() !== true || !account.deliveryFaults.remove(id))
        throw faultNotFound('delivery-faults');
      deliveriesOf(account)?.faultsChanged(id);
      return list();
    },
    clearDeliveryFaults: (): void => {
      const account = accounts.find(key);
      if (account?.hasDeliveryFaults() !== true) return;
      account.deliveryFaults.set([]);
      deliveriesOf(account)?.faultsChanged();
    },
    /** @throws {Refusal} `deliveryNotFound`, `webhookNotActive`, `tooManyDeliveries` */
    redeliver(id: string): DeliveryView {
      const account = accounts.find(key);
      const deliveries = account && deliveriesOf(account);
      if (deliveries === undefined) throw deliveryNotFound();
      return viewOf(key, deliveries.redeliver(id));
    },
  };
};

const CountedDeliveryFault = z
  .strictObject({
    id: faultId,
    ...deliveryFaultFields,
    seen: counter('How many deliveries it matched.'),
    fired: counter('On how many of them it fired.'),
  })
  .register(registry, {
    id: 'CountedDeliveryFault',
    description: 'A fault of deliveries, its id, and how often it matched and fired.',
  });

const DeliveryFaultList = z
  .strictObject({
    success,
    faults: z.array(CountedDeliveryFault).register(registry, { description: 'In their order.' }),
  })
  .register(registry, { id: 'DeliveryFaults' });

const listed = json('The faults of deliveries, with how often each fired.', DeliveryFaultList);
const added = json(
  'The fault, as it is listed.',
  z.strictObject({ success, fault: CountedDeliveryFault }).register(registry, { id: 'DeliveryFaultAdded' }),
);

const twiceBody = { faults: [{ event: 'connection.update', nth: 2, duplicate: true }] };
const twice: Call = { method: 'PUT', path: `${CONTROL_PATH}/delivery-faults`, body: twiceBody };
const disable: Call = { method: 'POST', path: `${BASE_PATH}/webhooks`, body: { id: 1, enabled: false } };

export const getDeliveryFaults = operation({
  id: 'getDeliveryFaults',
  summary: 'List the faults of deliveries',
  description:
    "The faults of the account's deliveries in their order, each with how many deliveries it matched and on how many it fired.",
  input: {},
  replies: { 200: listed },
  handle: (request, _reply, emulator) => ({
    faults: createDeliveryControls(emulator, keyFrom(request)).deliveryFaults(),
  }),
  examples: () => [{ name: 'counted', summary: 'It has dropped what there was', before: lostDelivery }],
});

export const setDeliveryFaults = operation({
  id: 'setDeliveryFaults',
  summary: 'Let deliveries misbehave',
  description:
    "Replaces the faults of the account's deliveries. Each event for each webhook meets those that match it, once, when it is queued, in order; one that says again what an earlier one has said (when it comes, how it is written, how it is signed) does not fire, nor does any after one that drops it. The delivery names its faults in the header X-Wachat-Emulator-Fault. What earlier faults hold back is let go, and what they repeat ends. A reset drops all faults.",
  input: { body: DeliveryFaultsBody },
  replies: { 200: listed },
  errors: { 429: noRoom },
  handle: (request, _reply, emulator) => ({
    faults: createDeliveryControls(emulator, keyFrom(request)).setDeliveryFaults(request.body.faults),
  }),
  examples: () => [
    { name: 'twice', summary: 'The second connection.update comes twice', body: twiceBody },
    {
      name: 'late',
      summary: 'The first event is overtaken, and one in ten is lost',
      body: {
        faults: [
          { first: 1, delay: '5s' },
          { name: 'lossy', share: 0.1, drop: true },
        ],
      },
    },
    {
      name: 'unusual',
      summary: 'What a client signs that parses the body and writes it again is wrong',
      body: { faults: [{ encoding: 'unusual' }] },
    },
    {
      name: 'unsigned',
      summary: 'Forged and replayed deliveries of one webhook',
      body: {
        faults: [
          { webhook: 1, every: 2, signature: 'wrong' },
          { webhook: 1, signature: 'stale' },
        ],
      },
    },
    { name: 'none', summary: 'No more faults', before: [twice], body: { faults: [] } },
    {
      name: 'bad',
      summary: 'An invalid fault',
      body: { faults: [{ event: 'conection.update', drop: true, delay: '5s' }] },
    },
  ],
});

const oneBody = { event: 'qrcode.updated', delay: '5s' };
const one: Call = { method: 'POST', path: `${CONTROL_PATH}/delivery-faults`, body: oneBody };

export const addDeliveryFault = operation({
  id: 'addDeliveryFault',
  summary: 'Let deliveries misbehave in one way more',
  description:
    "Adds one fault at the end of the faults of the account's deliveries. The others stay, go on counting, and hold back what they hold back. An account has at most 100.",
  input: { body: OneDeliveryFault },
  replies: { 200: added },
  errors: { 429: noRoomForFault },
  handle: (request, _reply, emulator) => ({
    fault: createDeliveryControls(emulator, keyFrom(request)).addDeliveryFault(request.body),
  }),
  examples: () => [
    { name: 'second', summary: 'Another one', before: [twice], body: oneBody },
    { name: 'bad', summary: 'An invalid fault', body: { event: 'qrcode.updated', delay: '2d' } },
  ],
});

export const removeDeliveryFault = operation({
  id: 'removeDeliveryFault',
  summary: 'Drop one fault of deliveries',
  description:
    'Drops one fault of deliveries. What it holds back is let go at once, and what it repeats ends; the others stay, go on counting, and hold back what they hold back.',
  input: { params: FaultParams, body: NoBody },
  replies: { 200: listed },
  errors: { 404: noSuchFault },
  handle: (request, _reply, emulator) => ({
    faults: createDeliveryControls(emulator, keyFrom(request)).removeDeliveryFault(idIn(request.params.id)),
  }),
  examples: () => [
    { name: 'first', summary: 'The first of two', before: [twice, one] },
    badBody,
    { name: 'gone', summary: 'There is none' },
  ],
});

export const clearDeliveryFaults = operation({
  id: 'clearDeliveryFaults',
  summary: 'Drop the faults of deliveries',
  description:
    "Drops the faults of the account's deliveries. What they hold back is let go at once, and what they repeat ends; what was queued with an unusual body or signature is sent so.",
  input: { body: NoBody },
  replies: { 200: listed },
  handle(request, _reply, emulator) {
    createDeliveryControls(emulator, keyFrom(request)).clearDeliveryFaults();
    return { faults: [] };
  },
  examples: () => [{ name: 'cleared', summary: 'Drop them', before: [twice] }, badBody],
});

const OneDelivery = z
  .strictObject({ success, delivery: Delivery })
  .register(registry, { id: 'OneDelivery', description: 'A delivery.' });

export const redeliver = operation({
  id: 'redeliver',
  summary: 'Deliver an event once more',
  description:
    'Sends the event of a delivery once more, whatever became of that: as a new delivery at the end of the queue of its webhook, with the same body, and signed anew. It meets no faults.',
  input: { params: DeliveryParams, body: NoBody },
  replies: { 200: json('The new delivery.', OneDelivery) },
  errors: {
    404: 'This account has no such delivery, or no longer keeps it.',
    409: 'Its webhook is disabled or was deleted.',
    429: 'Too many deliveries wait.',
  },
  handle: (request, _reply, emulator) => ({
    delivery: createDeliveryControls(emulator, keyFrom(request)).redeliver(request.params.id),
  }),
  examples: () => [
    { name: 'lost', summary: 'One that was dropped', before: lostDelivery },
    { name: 'list', summary: 'The body is not an object', body: [{}] },
    { name: 'disabled', summary: 'Its webhook is disabled', before: [...lostDelivery, disable] },
  ],
});
