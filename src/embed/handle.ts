import { ADVANCE, readAdvance, readTime, SET, type ClockStep } from '../control/clock.js';
import type { Controls } from '../control/controls.js';
import { unknownIn } from '../schema/unknown.js';
import { named } from '../config-error.js';
import { problemsIn, sentenceOf } from '../schema/wording.js';
import { CallBody, ReceiveBody, StatusBody } from '../control/messages.js';
import { ScanBody } from '../control/phone.js';
import { MoveOptions } from '../control/time.js';
import { FaultsBody } from '../control/faults/schema.js';
import { ticks } from '../domain/message.js';
import { atOnce } from '../domain/turns.js';
import type { PhoneAction } from '../domain/lifecycle.js';
import type * as z from 'zod';
import type { Account } from './wachat.js';
import { createWatching } from './watching.js';

/** Returns what was read, or throws an error that says what would have been right. */
const must = <T>(what: string, expected: string, value: unknown, read: (value: unknown) => T | undefined): T => {
  const found = read(value);
  if (found === undefined) throw new RangeError(`${what} takes ${expected}, not ${named(value)}.`);
  return found;
};

/** A text that can be part of a path. */
const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const nameFor = (method: string, given: unknown): string =>
  must(method, 'the technical name of an instance', given, readText);

/** What a method was given, checked by the rules of the control API; what that would only warn of is refused. */
const readBody = <Schema extends z.ZodType>(method: string, schema: Schema, given: unknown): z.output<Schema> => {
  const [unknown] = unknownIn(schema, given);
  if (unknown !== undefined) {
    const { at, names, known } = unknown;
    throw new RangeError(
      `${method} does not take "${names.join('", "')}"${at === '' ? '; it' : ` in "${at}"; that`} takes ${known.join(', ')}.`,
    );
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new RangeError(`${method} cannot take this: ${sentenceOf(problemsIn(result.error), 'it')}.`);
};

/** Faults, checked by the rules of the control API. */
const readFaults = (faults: unknown) => {
  const result = FaultsBody.safeParse({ faults });
  if (result.success) return result.data.faults;
  throw new RangeError(`setFaults cannot take this: ${sentenceOf(problemsIn(result.error), 'it')}.`);
};

/** One account for an embedder: what the control API offers, by the same functions. */
export const createAccountHandle = (controls: Controls, apiKey: string): Account => {
  const on = (action: PhoneAction) => (instanceName: string) => controls.act(nameFor(action, instanceName), action);
  const move = (change: ClockStep) => controls.changeClock(change);
  return {
    apiKey,
    scan(what) {
      const { number, profileName: name, ...scanned } = readBody('scan', ScanBody, what);
      return controls.scan(scanned, { number, name });
    },
    refuse: on('refuse'),
    unlink: on('unlink'),
    drop: on('drop'),
    reconnect: on('reconnect'),
    replace: on('replace'),
    expireQr: on('expireQr'),
    exhaust: on('exhaust'),
    receive: (instanceName, message) =>
      controls.receive(nameFor('receive', instanceName), readBody('receive', ReceiveBody, message)),
    postStatus: (instanceName, update) =>
      controls.postStatus(nameFor('postStatus', instanceName), readBody('postStatus', StatusBody, update)),
    call: (instanceName, caller) => controls.call(nameFor('call', instanceName), readBody('call', CallBody, caller)),
    tick: (id, status) =>
      controls.tick(
        must('tick', 'the id of a message', id, readText),
        must('tick', `one of ${ticks.join(', ')}`, status, (value) => ticks.find((tick) => tick === value)),
      ),
    ...createWatching(controls),
    setFaults: (faults) => controls.setFaults(readFaults(faults)),
    faults: controls.faults,
    clearFaults: controls.clearFaults,
    snapshot: async () => structuredClone(await controls.snapshot()),
    restore(snapshot) {
      const problems = atOnce(controls.restore(snapshot));
      if (problems.length > 0) throw new RangeError(`restore cannot take this: ${sentenceOf(problems, 'it')}.`);
    },
    clock: {
      read: controls.clock,
      freeze: () => move({ freeze: true }),
      run: () => move({ run: true }),
      advance: async (by, options = {}) =>
        move({ advance: must('advance', ADVANCE, by, readAdvance), ...readBody('advance', MoveOptions, options) }),
      set: async (to, options = {}) =>
        move({ set: must('set', SET, to, readTime), ...readBody('set', MoveOptions, options) }),
    },
  };
};
