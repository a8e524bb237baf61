import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { ActButton } from '../button.js';
import type { DeliveryDetail as Inspected } from '../../../../shapes.js';
import { has, isObject } from '../call.js';
import { useResource } from '../following.js';
import { Copy } from '../copy.js';
import { Sections, type Section } from '../json/sections.js';
import { FaultNotice, InstanceLink, Missing } from '../panes/cells.js';
import { waitForOf } from '../requests/conditions.js';
import { StatusTag } from '../requests/status.js';
import { go, hrefOf, place } from '../route.js';
import { numberOf, timeOf } from '../times.js';
import { lineOf, type Delivery } from './delivery.js';
import { DeliveryStatus } from './status.js';
import { Verify } from './verify.js';

/** What a test waits for to see one like this: what became of it, or what is to become of it. */
const waitedFor = ({ status }: Delivery): string =>
  status === 'waiting' || status === 'delivering' ? 'delivered' : status;

const nextWords = ({ status, nextAttemptAt, waitsFor }: Delivery): string => {
  if (waitsFor === 'next')
    return `It waits for the next delivery of its webhook${nextAttemptAt === null ? '' : `, until ${timeOf(nextAttemptAt)} at most`}.`;
  if (nextAttemptAt !== null) return `Next attempt at ${timeOf(nextAttemptAt)}.`;
  return status === 'waiting' ? 'It waits for its turn: a webhook gets one at a time.' : '';
};

const Attempts = ({ delivery }: { readonly delivery: Delivery }): JSX.Element => {
  const { attempts } = delivery;
  const next = nextWords(delivery);
  return (
    <section class="section" aria-label="Attempts">
      <div class="section-head">
        <h3 class="plain">Attempts</h3>
        <span class="quiet">{attempts.length === 0 ? 'None yet' : numberOf(attempts.length)}</span>
      </div>
      {attempts.length > 0 && (
        <ol class="attempts">
          {attempts.map(({ time, status, error, hops }, index) => (
            <li key={index}>
              <div class="attempt">
                <time dateTime={time}>{timeOf(time)}</time>
                <StatusTag status={status} />
                {error !== null && (
                  <span class="problem">
                    <bdi>{error}</bdi>
                  </span>
                )}
              </div>
              {hops.map((hop, at) => (
                <p key={at} class="hop quiet">
                  {hop.status}: redirected to {hop.method} <bdi class="mono">{hop.url}</bdi>
                </p>
              ))}
            </li>
          ))}
        </ol>
      )}
      {next !== '' && <p class="hint attempts-next">{next}</p>}
    </section>
  );
};

const sectionsOf = ({ unsigned, request: { body, bytes, headers, sent } }: Inspected): readonly Section[] => [
  ...(unsigned === null ? [] : [{ title: 'Signature', value: undefined, none: unsigned }]),
  {
    title: 'Body',
    value: JSON.parse(body),
    text: body,
    about: `${numberOf(bytes)} bytes`,
    note: sent ? undefined : 'Not sent like this yet: it is how it would be sent now.',
  },
  { title: 'Headers', value: headers, about: numberOf(Object.keys(headers).length) },
];

const Shown = ({
  inspected,
  title,
}: {
  readonly inspected: Inspected;
  readonly title: string | undefined;
}): JSX.Element => {
  const { delivery, request, signature } = inspected;
  const { id, webhookId, url, event, instanceName, fault, copyOf, createdAt, repeats } = delivery;
  const { query } = place.value;
  const { body, sent } = request;
  const sections = useMemo(() => sectionsOf(inspected), [body, sent, request.headers['X-Wachat-Signature']]);
  return (
    <>
      <header class="detail-head">
        <h2>
          {event} <span class="quiet detail-id">{id}</span>
        </h2>
        <p class="detail-facts">
          <DeliveryStatus line={lineOf(delivery)} />
          <time dateTime={createdAt}>{timeOf(createdAt)}</time>
          <InstanceLink name={instanceName} />
        </p>
        <p class="detail-facts">
          <span>
            to{' '}
            <a href={hrefOf('webhooks', ['change', String(webhookId)], query)}>
              <bdi>{title ?? `webhook ${String(webhookId)}`}</bdi>
            </a>
          </span>
          {title !== url && <bdi class="mono quiet">{url}</bdi>}
        </p>
        {copyOf !== null && (
          <p class="hint">
            It repeats <a href={hrefOf('webhooks', [copyOf], query)}>{copyOf}</a>: sent again by hand, or doubled by a
            fault.
          </p>
        )}
        {repeats > 0 && <p class="hint">A fault has sent it again {numberOf(repeats)} times although it came.</p>}
        <FaultNotice fault={fault} />
        <div class="detail-tools">
          <ActButton
            call={{ method: 'POST', path: `_emulator/deliveries/${id}/redeliver` }}
            words={`Sent again: ${event}`}
            about="Sends the event once more, signed anew"
            onDone={(answer) => {
              if (isObject(answer.delivery) && typeof answer.delivery.id === 'string')
                go(hrefOf('webhooks', [answer.delivery.id], query));
            }}
          >
            Send again
          </ActButton>
          <Copy
            text={waitForOf({ event, status: waitedFor(delivery) }, 'deliveries', 'delivery')}
            what="the call that waits for a delivery like this"
            label="Copy as waitFor"
          />
        </div>
      </header>
      <Attempts delivery={delivery} />
      {signature !== null && <Verify id={id} signature={signature} />}
      <Sections sections={sections} />
    </>
  );
};

/** What was sent, how it was signed, and what became of it. */
export const DeliveryDetail = ({
  id,
  titles,
}: {
  readonly id: string;
  readonly titles: ReadonlyMap<number, string>;
}): JSX.Element => {
  const answer = useResource(`deliveries/${encodeURIComponent(id)}`, has<Inspected>('delivery'), [
    'delivery',
    'webhooks',
  ]);
  const inspected = answer.value.value;
  if (inspected === undefined) return <Missing problem={answer.problem.value} />;
  return <Shown inspected={inspected} title={titles.get(inspected.delivery.webhookId)} />;
};
