import { ADVANCE, readAdvance, readTime, SET } from '../control/clock.js';
import type { Controls } from '../control/controls.js';
import { LIMIT, readLimit } from '../control/due.js';
import { unknownIn } from '../schema/unknown.js';
import { meantBy } from '../schema/nearest.js';
import { hintAt } from '../schema/strict.js';
import { problemsIn, sentenceOf } from '../schema/wording.js';
import { CallBody, ReceiveBody, StatusBody } from '../control/messages.js';
import { ChatParams, ChatQuery, PERSON, PersonParams } from '../control/chats.js';
import { ADDRESS } from '../control/watching/messages.js';
import { ScanBody } from '../control/scan.js';
import { MoveOptions } from '../control/time.js';
import { DeliveryFault, DeliveryFaultsBody } from '../control/faults/delivery-schema.js';
import { Fault, FaultsBody } from '../control/faults/schema.js';
import { copyOf } from '../domain/copy.js';
import { ticks } from '../domain/message.js';
import { inSlices } from '../domain/turns.js';
import type { PhoneAction } from '../domain/lifecycle.js';
import type * as z from 'zod';
import type { Calls } from './calls.js';
import { must } from './given.js';
import type { Account } from './wachat.js';
import { createWatching, taken } from './watching.js';

/** A text that can be part of a path. */
const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const nameFor = (method: string, given: unknown): string =>
  must(method, 'the technical name of an instance', given, readText);

const personFor = (method: string, given: unknown): string =>
  must(method, PERSON, given, (value) => PersonParams.shape.jid.safeParse(value).data);

/** What a method was given, checked by the rules of the control API; what that would only warn of is refused. */
const readBody = <Schema extends z.ZodType>(method: string, schema: Schema, given: unknown): z.output<Schema> => {
  const [unknown] = unknownIn(schema, given);
  if (unknown !== undefined) {
    const { at, names, known } = unknown;
    throw new RangeError(
      `${method} does not take "${names.join('", "')}"${hintAt(meantBy(names[0] ?? '', known))}${at === '' ? '; it' : ` in "${at}"; that`} takes ${known.join(', ')}.`,
    );
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new RangeError(`${method} cannot take this: ${sentenceOf(problemsIn(result.error), 'it')}.`);
};

/** Faults, checked by the rules of the control API. */
const readFaults = <Item>(method: string, schema: z.ZodType<{ readonly faults: Item }>, faults: unknown): Item => {
  const result = schema.safeParse({ faults });
  if (result.success) return result.data.faults;
  throw new RangeError(`${method} cannot take this: ${sentenceOf(problemsIn(result.error), 'it')}.`);
};

const FAULT_ID = 'the id of a fault, a whole number from 1';
const readFaultId = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : undefined;

/** One account for an embedder: what the control API offers, by the same functions. */
export const createAccountHandle = (controls: Controls, apiKey: string, { atOnce, move, wait }: Calls): Account => {
  const on = (action: PhoneAction) =>
    atOnce(action, (instanceName: string) => controls.act(nameFor(action, instanceName), action));
  return {
    apiKey,
    scan: atOnce('scan', (what) => controls.scan(readBody('scan', ScanBody, what))),
    refuse: on('refuse'),
    unlink: on('unlink'),
    drop: on('drop'),
    reconnect: on('reconnect'),
    replace: on('replace'),
    expireQr: on('expireQr'),
    exhaust: on('exhaust'),
    receive: atOnce('receive', (instanceName, message) =>
      controls.receive(nameFor('receive', instanceName), readBody('receive', ReceiveBody, message)),
    ),
    postStatus: atOnce('postStatus', (instanceName, update) =>
      controls.postStatus(nameFor('postStatus', instanceName), readBody('postStatus', StatusBody, update)),
    ),
    call: atOnce('call', (instanceName, caller) =>
      controls.call(nameFor('call', instanceName), readBody('call', CallBody, caller)),
    ),
    chats: atOnce('chats', (instanceName, query = {}) =>
      controls.chats(nameFor('chats', instanceName), taken('chats', { query: ChatQuery }, query)),
    ),
    block: atOnce('block', (instanceName, customer) =>
      controls.block(nameFor('block', instanceName), personFor('block', customer), true),
    ),
    unblock: atOnce('unblock', (instanceName, customer) =>
      controls.block(nameFor('unblock', instanceName), personFor('unblock', customer), false),
    ),
    readChat: atOnce('readChat', (instanceName, chat) =>
      controls.readChat(
        nameFor('readChat', instanceName),
        must('readChat', ADDRESS, chat, (value) => ChatParams.shape.jid.safeParse(value).data),
      ),
    ),
    tick: atOnce('tick', (id, status) =>
      controls.tick(
        must('tick', 'the id of a message', id, readText),
        must('tick', `one of ${ticks.join(', ')}`, status, (value) => ticks.find((tick) => tick === value)),
      ),
    ),
    ...createWatching(controls, atOnce, wait),
    setFaults: atOnce('setFaults', (faults) => controls.setFaults(readFaults('setFaults', FaultsBody, faults))),
    addFault: atOnce('addFault', (fault) => controls.addFault(readBody('addFault', Fault, fault))),
    removeFault: atOnce('removeFault', (id) => controls.removeFault(must('removeFault', FAULT_ID, id, readFaultId))),
    faults: atOnce('faults', controls.faults),
    clearFaults: atOnce('clearFaults', controls.clearFaults),
    setDeliveryFaults: atOnce('setDeliveryFaults', (faults) =>
      controls.setDeliveryFaults(readFaults('setDeliveryFaults', DeliveryFaultsBody, faults)),
    ),
    addDeliveryFault: atOnce('addDeliveryFault', (fault) =>
      controls.addDeliveryFault(readBody('addDeliveryFault', DeliveryFault, fault)),
    ),
    removeDeliveryFault: atOnce('removeDeliveryFault', (id) =>
      controls.removeDeliveryFault(must('removeDeliveryFault', FAULT_ID, id, readFaultId)),
    ),
    deliveryFaults: atOnce('deliveryFaults', controls.deliveryFaults),
    clearDeliveryFaults: atOnce('clearDeliveryFaults', controls.clearDeliveryFaults),
    redeliver: atOnce('redeliver', (id) => controls.redeliver(must('redeliver', 'the id of a delivery', id, readText))),
    snapshot: move('snapshot', async () => copyOf(await controls.snapshot())),
    restore: move('restore', async (snapshot) => {
      const problems = await inSlices(controls.restore(snapshot));
      if (problems.length > 0) throw new RangeError(`restore cannot take this: ${sentenceOf(problems, 'it')}.`);
    }),
    clock: {
      read: atOnce('clock.read', controls.clock),
      due: atOnce('clock.due', (limit) =>
        controls.due(limit === undefined ? undefined : must('due', LIMIT, limit, readLimit)),
      ),
      freeze: move('clock.freeze', () => controls.changeClock({ freeze: true })),
      run: move('clock.run', () => controls.changeClock({ run: true })),
      advance: move(
        'clock.advance',
        async (by, options = {}) =>
          controls.changeClock({
            advance: must('advance', ADVANCE, by, readAdvance),
            ...readBody('advance', MoveOptions, options),
          }),
        (_by, options) => options?.settle === true,
      ),
      set: move(
        'clock.set',
        async (to, options = {}) =>
          controls.changeClock({ set: must('set', SET, to, readTime), ...readBody('set', MoveOptions, options) }),
        (_to, options) => options?.settle === true,
      ),
    },
  };
};
