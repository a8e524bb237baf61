import type { JSX } from 'preact';
import type { DeliveryLine } from './delivery.js';

type Shown = Pick<DeliveryLine, 'status' | 'httpStatus' | 'error' | 'attempts'>;

/** What became of it, in words. */
const wordsOfDelivery = ({ status, httpStatus, error, attempts }: Shown): string => {
  if (httpStatus !== null) return `${status}, the receiver answered ${String(httpStatus)}`;
  return attempts > 0 ? `${status}, ${error ?? 'no answer'}` : status;
};

const kinds: Readonly<Record<string, string>> = { delivered: 'good', failed: 'bad', dropped: 'bad', waiting: 'warn' };

export const DeliveryStatus = ({ line }: { readonly line: Shown }): JSX.Element => {
  const { status, httpStatus, attempts } = line;
  // What waits for its first attempt is no cause for worry.
  const kind = status === 'waiting' && attempts === 0 ? '' : (kinds[status] ?? '');
  return (
    <span class={`tag status ${kind}`} title={wordsOfDelivery(line)}>
      {status}
      {httpStatus === null ? '' : ` ${String(httpStatus)}`}
    </span>
  );
};
