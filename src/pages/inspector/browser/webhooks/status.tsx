import type { JSX } from 'preact';
import type { DeliveryLine } from './delivery.js';

const kinds: Readonly<Record<string, string>> = { delivered: 'good', failed: 'bad', dropped: 'bad', waiting: 'warn' };

/** What became of it. */
export const DeliveryStatus = ({
  line: { status, httpStatus, attempts, error },
}: {
  readonly line: Pick<DeliveryLine, 'status' | 'httpStatus' | 'error' | 'attempts'>;
}): JSX.Element => {
  // What waits for its first attempt is no cause for worry.
  const kind = status === 'waiting' && attempts === 0 ? '' : (kinds[status] ?? '');
  return (
    <span class={`tag status ${kind}`} title={error ?? ''}>
      {status} {httpStatus}
    </span>
  );
};
