import { readDuration } from '../config.js';
import type { MetByDelivery } from '../domain/delivery-faults.js';
import type { DeliveryFault } from '../shapes.js';
import { encodings, type Encoding } from './encoding.js';

/** How a signature can be broken. */
export const signatures = ['wrong', 'stale', 'missing'] as const;
export type BrokenSignature = (typeof signatures)[number];

/** What faults do to each POST of a delivery. */
export type Writing = {
  readonly label: string;
  readonly encoding?: readonly Encoding[] | undefined;
  readonly signature?: BrokenSignature | undefined;
  /** The id of the fault that holds it back or repeats it. */
  readonly heldBy?: number | undefined;
};

/** What faults do to a delivery: to each of its POSTs, and to when these are made. At most one of the latter is set. */
export type Plan = {
  readonly writing: Writing;
  /** How often it is delivered once more. */
  readonly copies: number;
  readonly isSwapped: boolean;
  readonly isDropped: boolean;
  readonly isRepeated: boolean;
  /** In milliseconds. */
  readonly delay: number;
};

/** What the faults that a delivery has met do to it. */
export const planOf = ({ label, faults, course }: MetByDelivery): Plan => {
  // No two of them say the same.
  const all = faults.reduce<DeliveryFault>((sum, fault) => ({ ...sum, ...fault }), {});
  const { duplicate = 0, swap, drop, repeat, delay, encoding, signature } = all;
  const given = [encoding ?? []].flat();
  return {
    writing: {
      label,
      ...(given.length > 0 && {
        encoding: encodings.filter((one) => given.some((other) => other === one || other === 'unusual')),
      }),
      ...(signature !== undefined && { signature }),
      ...(course !== undefined && (swap ?? repeat ?? delay) !== undefined && { heldBy: course }),
    },
    copies: duplicate === true ? 1 : duplicate,
    isSwapped: swap === true,
    isDropped: drop === true,
    isRepeated: repeat === true,
    delay: readDuration(delay) ?? 0,
  };
};
