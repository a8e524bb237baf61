import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { ListedDeliveryFault, ListedFault } from '../../../../shapes.js';
import { ActButton } from '../button.js';
import { has } from '../call.js';
import { numberOf, things } from '../times.js';
import { FaultForm } from './fault-form.js';
import { useResource } from '../following.js';
import { Saying } from './saying.js';
import { deliverySentenceOf, sentenceOf, type Sentence } from './words.js';

type Listed = {
  readonly id: number;
  readonly name?: string | undefined;
  readonly seen: number;
  readonly fired: number;
};
type FaultList<Item> = { readonly faults: readonly Item[] };

type Props<Item> = {
  readonly title: string;
  readonly about: string;
  /** One of what a fault has seen. */
  readonly seen: string;
  /** Below `_emulator/`. */
  readonly path: 'faults' | 'delivery-faults';
  readonly sentenceOf: (item: Item) => Sentence;
};

const List = <Item extends Listed>(props: Props<Item>): JSX.Element => {
  const { title, about, seen, path } = props;
  const { value, problem } = useResource(path, has<FaultList<Item>>('faults'), ['faults', 'hello']);
  const heading = useRef<HTMLHeadingElement>(null);
  const items = value.value?.faults ?? [];
  return (
    <section class="card" aria-labelledby={`${path}-title`}>
      <div class="lab-head">
        <h2 ref={heading} id={`${path}-title`} tabIndex={-1}>
          {title} {items.length > 0 && <small class="quiet">{numberOf(items.length)}</small>}
        </h2>
        {items.length > 0 && (
          <ActButton
            call={{ method: 'DELETE', path: `_emulator/${path}` }}
            words="All removed"
            about={`Remove all: ${title}`}
            name={`Remove all: ${title}`}
            asks="Really remove all?"
            onDone={() => {
              heading.current?.focus();
            }}
          >
            Remove all
          </ActButton>
        )}
      </div>
      {problem.value !== '' && value.value === undefined && <p class="hint">{problem.value}</p>}
      {value.value !== undefined && items.length === 0 && <p class="hint">{about}</p>}
      <ul class="lab-list">
        {items.map((item) => (
          <li key={item.id}>
            <div>
              <Saying sentence={props.sentenceOf(item)} name={item.name} />
              <p class="hint lab-counts">
                {things(item.seen, seen)} seen,{' '}
                <span class={item.fired > 0 ? 'lab-fired' : ''}>fired {numberOf(item.fired)}×</span>
              </p>
            </div>
            <ActButton
              call={{ method: 'DELETE', path: `_emulator/${path}/${String(item.id)}` }}
              words="Fault removed"
              about="Remove this fault"
              name={`Remove ${item.name ?? props.sentenceOf(item).who}`}
              onDone={() => {
                heading.current?.focus();
              }}
            >
              Remove
            </ActButton>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** What is broken on purpose, and the form that breaks more. */
export const Faults = (): JSX.Element => (
  <div class="lab-page lab-two">
    <div class="lab-column">
      <List<ListedFault>
        title="Faults of calls"
        about="No call is broken on purpose. With a fault, the API answers with an error, late, in part or never."
        seen="call"
        path="faults"
        sentenceOf={sentenceOf}
      />
      <List<ListedDeliveryFault>
        title="Faults of deliveries"
        about="Webhooks get each event once, in order and signed. A fault has one come twice, late, out of order, never, or with a wrong signature."
        seen="delivery"
        path="delivery-faults"
        sentenceOf={deliverySentenceOf}
      />
    </div>
    <FaultForm />
  </div>
);
