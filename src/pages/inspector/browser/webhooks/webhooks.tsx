import type { JSX } from 'preact';
import { has } from '../call.js';
import { Choice, SearchField } from '../filters.js';
import { useFollowed, useResource } from '../following.js';
import { Icon } from '../icons.js';
import { InstanceField } from '../panes/instance-field.js';
import { Panes } from '../panes/panes.js';
import { useRestart } from '../panes/restart.js';
import { Rows } from '../panes/rows.js';
import { hrefOf, place, refine } from '../route.js';
import { connection } from '../stream.js';
import { numberOf, timeOf } from '../times.js';
import { deliveryStatuses, followDeliveries, type DeliveryLine } from './delivery.js';
import { DeliveryDetail } from './detail.js';
import { WebhookForm } from './form.js';
import { Registered } from './registered.js';
import { DeliveryStatus } from './status.js';
import { eventWords, titleOf, type Webhook } from './webhook.js';

type WebhookList = { readonly webhooks: readonly Webhook[] };

const Filters = ({
  count,
  webhooks,
}: {
  readonly count: number | undefined;
  readonly webhooks: readonly Webhook[];
}): JSX.Element => {
  const { query, rest } = place.value;
  const { webhook = '', event = '', status = '', instance = '', text = '' } = query;
  const isFiltered = [webhook, event, status, instance, text].some((one) => one !== '');
  const ids = webhooks.map(({ id }) => String(id));
  return (
    <div class="bar deliveries-bar">
      <h2>
        Deliveries <small>{count === undefined ? '' : `${numberOf(count)}${isFiltered ? ' found' : ''}`}</small>
      </h2>
      <div class="filters" role="search" aria-label="Filter the deliveries">
        <SearchField
          label="Text"
          placeholder="Text in URL, error, body"
          value={text}
          onValue={(value) => {
            refine({ text: value });
          }}
        />
        <Choice
          label="Webhook"
          all="Any webhook"
          value={webhook}
          options={webhooks.map((one) => [String(one.id), titleOf(one)] as const)}
          onValue={(value) => {
            refine({ webhook: value });
          }}
        >
          {webhook !== '' && !ids.includes(webhook) && <option value={webhook}>Webhook {webhook}</option>}
        </Choice>
        <Choice
          label="Event"
          all="Any event"
          value={event}
          options={eventWords.map(([one]) => one)}
          onValue={(value) => {
            refine({ event: value });
          }}
        />
        <Choice
          label="Status"
          all="Any status"
          value={status}
          options={deliveryStatuses}
          onValue={(value) => {
            refine({ status: value });
          }}
        />
        <InstanceField
          id="deliveries-instance"
          label="Instance"
          placeholder="Any instance"
          value={instance}
          onValue={(value) => {
            refine({ instance: value });
          }}
        />
        {isFiltered && (
          <a class="button calm" href={hrefOf('webhooks', rest)}>
            Clear
          </a>
        )}
      </div>
    </div>
  );
};

const Line = ({ line, title }: { readonly line: DeliveryLine; readonly title: string }): JSX.Element => {
  const { createdAt, event, instanceName, attempts, fault, copyOf, nextAttemptAt } = line;
  return (
    <>
      <time class="row-time" dateTime={createdAt} title={createdAt}>
        {timeOf(createdAt, createdAt)}
      </time>
      <span class="row-main">{event}</span>
      <span class="row-signs">
        {fault !== null && (
          <span class="tag bad" title={`Met the fault ${fault}`}>
            <span class="unseen">met the fault </span>
            <bdi>{fault}</bdi>
          </span>
        )}
        {copyOf !== null && (
          <span class="tag" title={`Sent again: a copy of ${copyOf}`}>
            again
          </span>
        )}
      </span>
      <bdi class="row-hook quiet" title={title}>
        {title}
      </bdi>
      <bdi class="row-instance quiet" title={instanceName}>
        {instanceName}
      </bdi>
      <span class="row-attempts quiet">
        {nextAttemptAt === null
          ? attempts > 1
            ? `${String(attempts)} attempts`
            : ''
          : `next ${timeOf(nextAttemptAt, createdAt)}`}
      </span>
      <DeliveryStatus line={line} />
    </>
  );
};

/** What of the view is opened beside the deliveries. */
const openedIn = ([first, second]: readonly string[]): { readonly delivery?: string; readonly edited?: string } => {
  if (first === undefined) return {};
  if (first === 'new') return { edited: 'new' };
  return first === 'change' ? { edited: second ?? 'new' } : { delivery: first };
};

/** Where events are sent, and what became of each. */
export const Webhooks = (): JSX.Element => {
  const list = useResource('webhooks', has<WebhookList>('webhooks'), ['webhooks', 'hello']);
  const feed = useFollowed(followDeliveries, []);
  const { rest, query } = place.value;
  const { delivery, edited } = openedIn(rest);
  const webhooks = list.value.value?.webhooks;
  const conditions = JSON.stringify(query);
  const ids = webhooks?.map(({ id }) => id).join();
  // With a webhook, all its deliveries go.
  useRestart(feed, conditions, ids);
  const titles = new Map(webhooks?.map((one) => [one.id, titleOf(one)]));
  const changed = webhooks?.find(({ id }) => String(id) === edited);
  const isFiltered = conditions !== '{}';
  const form =
    edited === 'new' ? (
      <WebhookForm key="new" webhook={undefined} />
    ) : changed !== undefined ? (
      <WebhookForm key={changed.id} webhook={changed} />
    ) : (
      <p class={webhooks === undefined ? 'empty-rows quiet' : 'empty'}>
        {webhooks === undefined ? 'Looking…' : 'There is no such webhook any more.'}
      </p>
    );
  return (
    <>
      <div class="bar">
        <h1>
          Webhooks <small>{webhooks === undefined ? '' : numberOf(webhooks.length)}</small>
        </h1>
        <a class="button calm new-hook" href={hrefOf('webhooks', ['new'], query)}>
          New webhook
        </a>
      </div>
      <Panes
        opened={edited === undefined ? (delivery === undefined ? undefined : `Delivery ${delivery}`) : 'Webhook'}
        closed={hrefOf('webhooks', [], query)}
        list={
          <>
            {list.problem.value !== '' && feed.problem.value === '' && connection.value !== 'lost' && (
              <p class="message rows-problem" role="alert">
                <Icon name="warn" /> {list.problem.value}
              </p>
            )}
            {webhooks !== undefined && <Registered webhooks={webhooks} edited={edited} />}
            <Filters count={feed.count.value} webhooks={webhooks ?? []} />
            <Rows
              feed={feed}
              label="Deliveries, newest first"
              keyOf={({ id }) => id}
              hrefOf={({ id }) => hrefOf('webhooks', [id], query)}
              opened={delivery}
              row={(line) => (
                <Line line={line} title={titles.get(line.webhookId) ?? `Webhook ${String(line.webhookId)}`} />
              )}
              rowClass="delivery-row"
              empty={
                isFiltered ? (
                  <>
                    No delivery is like that. <a href={hrefOf('webhooks')}>Show all</a>
                  </>
                ) : (
                  'Nothing was sent yet. A webhook gets what happens after it was registered.'
                )
              }
            />
          </>
        }
        detail={delivery === undefined ? form : <DeliveryDetail key={delivery} id={delivery} titles={titles} />}
      />
    </>
  );
};
