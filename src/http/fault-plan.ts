import { readDuration } from '../config.js';
import type { Met } from '../domain/faults.js';
import type { Fault } from '../shapes.js';

/** What the faults that fire on a request make of it, in order. */
export type FaultPlan = {
  /** How long it waits first, in real milliseconds. */
  readonly before: number;
  /** Whether it is carried out then, if it is valid. */
  readonly isCarriedOut: boolean;
  /** How long its answer waits. */
  readonly after: number;
  /** The only fault that may do more than delay. */
  readonly last: Fault;
};

const delayOf = ({ fault: { delay }, spread }: Met['faults'][number]): number => {
  if (typeof delay !== 'object') return readDuration(delay) ?? 0;
  const [from = 0, to = 0] = [readDuration(delay.from), readDuration(delay.to)];
  return Math.round(from + (to - from) * spread);
};

/** Whether a fault needs no answer of the request's own: unless it says so, such a request is not carried out. */
const needsNoAnswer = ({ status, hang, cut, carryOut }: Fault): boolean =>
  status !== undefined || hang === true || (cut === 'before' && carryOut === false);

export const planOf = ({ faults }: Met): FaultPlan => {
  const last = faults.at(-1)?.fault ?? {};
  const isCarriedOut = last.carryOut === true || !needsNoAnswer(last);
  let [before, after] = [0, 0];
  for (const one of faults) {
    if (isCarriedOut && one.fault.carryOut === true) after += delayOf(one);
    else before += delayOf(one);
  }
  return { before, isCarriedOut, after, last };
};
