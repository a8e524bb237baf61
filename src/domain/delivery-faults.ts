import type { DeliveryFault } from '../shapes.js';
import { createCountedFaults, withUnit } from './counted-faults.js';
import type { EventName } from './events.js';
import { listingOf } from './listing.js';

/** What a fault of deliveries is matched against. */
type Queued = { readonly event: EventName; readonly instance: string; readonly webhook: number };

/** The fields that say when a delivery comes, and how often; at most one of them decides. */
export const courses = ['duplicate', 'swap', 'delay', 'drop', 'repeat'] as const;

/** The faults that fire on a delivery: at most one says when it comes, one how it is written, one how it is signed. */
export type MetByDelivery = {
  readonly label: string;
  readonly faults: readonly DeliveryFault[];
  /** The id of the one that says when it comes. */
  readonly course: number | undefined;
};

export type DeliveryFaults = ReturnType<typeof createDeliveryFaults>;

const matches = ({ event, instanceName, webhook }: DeliveryFault, queued: Queued): boolean =>
  (event === undefined || [event].flat().some((one) => one === queued.event)) &&
  (instanceName === undefined || instanceName === queued.instance) &&
  (webhook === undefined || webhook === queued.webhook);

const partsOf = (fault: DeliveryFault) => ({
  course: courses.some((one) => fault[one] !== undefined),
  encoding: fault.encoding !== undefined,
  signature: fault.signature !== undefined,
});

const labelOf = (fault: DeliveryFault, place: number): string => {
  const { name, duplicate, delay, encoding, signature } = fault;
  if (name !== undefined) return name;
  const copies = duplicate === true ? 1 : duplicate;
  const parts = [
    ...(copies === undefined ? [] : [`duplicate ${String(copies)}`]),
    ...(delay === undefined ? [] : [`delay ${withUnit(delay)}`]),
    ...(['swap', 'drop', 'repeat'] as const).filter((one) => fault[one] === true),
    ...(encoding === undefined ? [] : [`encoding ${[encoding].flat().join(' ')}`]),
    ...(signature === undefined ? [] : [`signature ${signature}`]),
  ];
  return `deliveryFaults.${String(place)}: ${parts.join(', ')}`;
};

/**
 * The faults of the deliveries of one account.
 * @param secret decides which deliveries are among a share
 */
export const createDeliveryFaults = (secret: string) => {
  const { count, ...counted } = createCountedFaults<DeliveryFault>('delivery fault', secret);
  return {
    ...counted,
    /**
     * Counts a delivery, and returns the faults that fire on it. One that says again what an earlier one has said does
     * not, nor does any after one that drops it.
     * @param canSwap whether it may change places with the next one, and is not itself the next of another
     */
    meet(queued: Queued, canSwap: boolean): MetByDelivery | undefined {
      const taken = { course: false, encoding: false, signature: false };
      let isDropped = false;
      const met = count(
        (fault) => matches(fault, queued),
        (fault) => {
          const own = partsOf(fault);
          const isTaken =
            (own.course && taken.course) || (own.encoding && taken.encoding) || (own.signature && taken.signature);
          if (isDropped || isTaken || (fault.swap === true && !canSwap)) return false;
          taken.course ||= own.course;
          taken.encoding ||= own.encoding;
          taken.signature ||= own.signature;
          isDropped = fault.drop === true;
          return true;
        },
      );
      if (met.length === 0) return undefined;
      // Not all labels, since it goes into a header.
      return {
        faults: met.map(({ fault }) => fault),
        label: listingOf(met.map(({ fault, place }) => labelOf(fault, place))),
        course: met.find(({ fault }) => partsOf(fault).course)?.id,
      };
    },
  };
};
