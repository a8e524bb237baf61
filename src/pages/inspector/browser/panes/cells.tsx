import type { JSX } from 'preact';
import { today } from '../today.js';
import { Copy } from '../copy.js';
import { hrefOf } from '../route.js';
import { timeOf } from '../times.js';

/** When it was, with the date if that is not the day of the account's clock. */
export const When = ({ time }: { readonly time: string }): JSX.Element => (
  <time class="row-time" dateTime={time} title={time}>
    {timeOf(time, today.value)}
  </time>
);

/** Leads to an instance. */
export const InstanceLink = ({ name }: { readonly name: string }): JSX.Element => (
  <a href={hrefOf('instances', [name])}>
    <bdi>{name}</bdi>
  </a>
);

type Hit = { readonly fault: string | null };

/** The fault that hit something, in its row. */
export const FaultTag = ({ fault }: Hit): JSX.Element | null =>
  fault === null ? null : (
    <span class="tag bad" title={`Hit by the fault ${fault}`}>
      <span class="unseen">hit by the fault </span>
      <bdi>{fault}</bdi>
    </span>
  );

/** The same, where there is room. */
export const FaultNotice = ({ fault }: Hit): JSX.Element | null =>
  fault === null ? null : (
    <p class="notice bad">
      Hit by your fault{' '}
      <strong>
        <bdi>{fault}</bdi>
      </strong>
      . <a href={hrefOf('lab', ['faults'])}>See the faults</a>
    </p>
  );

/** What is there until something is found, or in its place. */
export const Missing = ({ problem }: { readonly problem: string }): JSX.Element => (
  <p class={problem === '' ? 'empty-rows quiet' : 'empty'}>{problem || 'Looking…'}</p>
);

/** Code that can be copied. */
export const Snippet = ({
  text,
  label,
  what,
}: {
  readonly text: string;
  readonly label: string;
  readonly what: string;
}): JSX.Element => (
  <div class="snippet">
    <pre tabIndex={0} aria-label={label}>
      {text}
    </pre>
    <Copy text={text} what={what} />
  </div>
);
