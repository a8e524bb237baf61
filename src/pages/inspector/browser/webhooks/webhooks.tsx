import type { JSX } from 'preact';
import { has } from '../call.js';
import { today } from '../today.js';
import { Choice, inAddress } from '../filters.js';
import { useFollowed, useResource } from '../following.js';
import { FaultTag, Missing, When } from '../panes/cells.js';
import { Filters } from '../panes/filters.js';
import { leftAt, type Memory } from '../panes/memory.js';
import { Panes } from '../panes/panes.js';
import { Rows } from '../panes/rows.js';
import { hrefOf, place } from '../route.js';
import { numberOf, timeOf } from '../times.js';
import { deliveryStatuses, followDeliveries, type DeliveryLine } from './delivery.js';
import { DeliveryDetail } from './detail.js';
import { isSecretKnown, SavedWebhook, savedWith, WebhookForm } from './form.js';
import { Registered } from './registered.js';
import { DeliveryStatus } from './status.js';
import { eventWords, titleOf, type Webhook } from './webhook.js';

type WebhookList = { readonly webhooks: readonly Webhook[] };

const Line = ({ line, title }: { readonly line: DeliveryLine; readonly title: string }): JSX.Element => {
  const { createdAt, event, instanceName, attempts, fault, copyOf, nextAttemptAt } = line;
  return (
    <>
      <When time={createdAt} />
      <span class="row-main">{event}</span>
      <span class="row-signs">
        <FaultTag fault={fault} />
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
          : `next ${timeOf(nextAttemptAt, today.value)}`}
      </span>
      <DeliveryStatus line={line} />
    </>
  );
};

const memory: Memory<DeliveryLine> = {};

/** Where events are sent, and what became of each. */
export const Webhooks = (): JSX.Element => {
  const list = useResource('webhooks', has<WebhookList>('webhooks'), ['webhooks', 'hello']);
  const feed = useFollowed(() => followDeliveries(leftAt(memory)), []);
  const { rest, query } = place.value;
  const [first, edited = ''] = rest;
  const isForm = first === 'new' || first === 'change' || first === 'saved';
  const delivery = isForm ? undefined : first;
  const webhooks = list.value.value?.webhooks;
  const titles = new Map(webhooks?.map((one) => [one.id, titleOf(one)]));
  const changed = webhooks?.find(({ id }) => String(id) === edited);
  // Right after it was saved, it may not be in the list yet.
  const isSaved = first === 'saved' && (changed === undefined || isSecretKnown(changed));
  const saved = isSaved ? savedWith(edited) : undefined;
  const form =
    first === 'new' ? (
      <WebhookForm key="new" webhook={undefined} />
    ) : saved !== undefined ? (
      <SavedWebhook key={edited} webhook={saved} />
    ) : changed !== undefined ? (
      <WebhookForm key={`${String(changed.id)} ${changed.createdAt}`} webhook={changed} />
    ) : (
      <Missing problem={webhooks === undefined ? '' : 'There is no such webhook any more.'} />
    );
  return (
    <>
      <div class="bar">
        <h1>
          Webhooks <small>{webhooks === undefined ? '' : numberOf(webhooks.length)}</small>
        </h1>
        <a class="button calm" href={hrefOf('webhooks', ['new'], query)}>
          New webhook
        </a>
      </div>
      <Panes
        opened={isForm ? 'Webhook' : first && `Delivery ${first}`}
        closed={hrefOf('webhooks', [], query)}
        list={
          <>
            {webhooks !== undefined ? (
              <Registered webhooks={webhooks} edited={edited} />
            ) : (
              feed.count.value !== undefined && <Missing problem={list.problem.value} />
            )}
            <Filters
              view="webhooks"
              heading="h2"
              title="Deliveries"
              count={feed.count.value}
              searched="URL, error, body"
            >
              <Choice
                label="Webhook"
                all="Any webhook"
                options={[...titles].map(([id, title]) => [String(id), title] as const)}
                {...inAddress('webhook')}
              />
              <Choice label="Event" all="Any event" options={eventWords.map(([one]) => one)} {...inAddress('event')} />
              <Choice label="Status" all="Any status" options={deliveryStatuses} {...inAddress('status')} />
            </Filters>
            <Rows
              feed={feed}
              memory={memory}
              view="webhooks"
              title="Deliveries"
              opened={delivery}
              // With a webhook, all its deliveries go.
              source={webhooks?.map(({ id }) => id).join()}
              row={(line) => (
                <Line line={line} title={titles.get(line.webhookId) ?? `Webhook ${String(line.webhookId)}`} />
              )}
              none="Nothing was sent yet. A webhook gets what happens after it was registered."
            />
          </>
        }
        detail={delivery === undefined ? form : <DeliveryDetail key={delivery} id={delivery} titles={titles} />}
      />
    </>
  );
};
