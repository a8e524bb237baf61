import { ADVANCE, readAdvance, readTime, SET, type ClockStep } from '../control/clock.js';
import type { Controls } from '../control/controls.js';
import { problemsIn, sentenceOf } from '../schema/wording.js';
import { ScanBody } from '../control/phone.js';
import { FaultsBody } from '../control/faults/schema.js';
import { atOnce } from '../domain/turns.js';
import type { PhoneAction } from '../domain/lifecycle.js';
import type { Account } from './wachat.js';
import { createWatching } from './watching.js';

/** Returns what was read, or throws an error that says what would have been right. */
const must = <T>(what: string, expected: string, value: unknown, read: (value: unknown) => T | undefined): T => {
  const found = read(value);
  if (found === undefined) throw new RangeError(`${what} takes ${expected}, not ${JSON.stringify(value)}.`);
  return found;
};

const readText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** What to scan and by which phone, checked by the rules of the control API. */
const readScan = (what: unknown): ScanBody => {
  const known = Object.keys(ScanBody.shape);
  const given = typeof what === 'object' && what !== null ? Object.keys(what) : [];
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new RangeError(`scan does not take "${unknown.join('", "')}"; it takes ${known.join(', ')}.`);
  const result = ScanBody.safeParse(what);
  if (result.success) return result.data;
  throw new RangeError(`scan cannot take this: ${sentenceOf(problemsIn(result.error), 'it')}.`);
};

/** Faults, checked by the rules of the control API. */
const readFaults = (faults: unknown) => {
  const result = FaultsBody.safeParse({ faults });
  if (result.success) return result.data.faults;
  throw new RangeError(`setFaults cannot take this: ${sentenceOf(problemsIn(result.error), 'it')}.`);
};

/** One account for an embedder: what the control API offers, by the same functions. */
export const createAccountHandle = (controls: Controls, apiKey: string): Account => {
  const on = (action: PhoneAction) => (instanceName: string) =>
    controls.act(must(action, 'the technical name of an instance', instanceName, readText), action);
  const move = (change: ClockStep) => controls.changeClock(change);
  return {
    apiKey,
    scan(what) {
      const { code, instanceName = '', number, profileName: name } = readScan(what);
      const phone = { number, name };
      return code === undefined ? controls.act(instanceName, 'scan', phone) : controls.scanText(code, phone);
    },
    refuse: on('refuse'),
    unlink: on('unlink'),
    drop: on('drop'),
    reconnect: on('reconnect'),
    replace: on('replace'),
    expireQr: on('expireQr'),
    exhaust: on('exhaust'),
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
      advance: async (by, options = {}) => move({ advance: must('advance', ADVANCE, by, readAdvance), ...options }),
      set: async (to, options = {}) => move({ set: must('set', SET, to, readTime), ...options }),
    },
  };
};
