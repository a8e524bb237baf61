import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { ActButton } from '../button.js';
import { hrefOf, place } from '../route.js';
import { basePath } from '../settings.js';
import { isSecretKnown } from './form.js';
import { titleOf, type Webhook } from './webhook.js';

const One = ({
  webhook,
  isEdited,
  onDeleted,
}: {
  readonly webhook: Webhook;
  readonly isEdited: boolean;
  readonly onDeleted: () => void;
}): JSX.Element => {
  const { id, name, url, events, enabled, instance } = webhook;
  const title = titleOf(webhook);
  const { query } = place.value;
  return (
    <li class={`hook${enabled ? '' : ' off'}`}>
      <div class="hook-words">
        <p class="hook-title">
          <span class={`dot${enabled ? ' good' : ''}`} aria-hidden="true" />
          <strong>
            <bdi>{title}</bdi>
          </strong>
          <span class="unseen">{enabled ? 'enabled' : 'disabled'}</span>
          {!enabled && <span class="tag">disabled</span>}
        </p>
        <p class="hook-about quiet">
          {name !== null && (
            <bdi class="mono" title={url}>
              {url}
            </bdi>
          )}
          <span>{events.includes('*') ? 'all events' : events.join(', ')}</span>
          {instance !== null && (
            <span>
              only <bdi>{instance.apiInstanceName}</bdi>
            </span>
          )}
        </p>
      </div>
      <div class="hook-tools">
        <a
          class="button calm"
          href={hrefOf('webhooks', [], { webhook: query.webhook === String(id) ? undefined : String(id) })}
          aria-current={query.webhook === String(id) ? 'true' : undefined}
          aria-label={`Only deliveries to ${title}`}
        >
          Deliveries
        </a>
        <ActButton
          call={{ method: 'POST', path: `${basePath}/webhooks`, body: { id, enabled: !enabled } }}
          words={`${enabled ? 'Disabled' : 'Enabled'}: ${title}`}
          about={enabled ? 'Sends it no events until it is enabled again' : 'Sends it events from now on'}
          name={`${enabled ? 'Disable' : 'Enable'} ${title}`}
        >
          {enabled ? 'Disable' : 'Enable'}
        </ActButton>
        <a
          class="button calm"
          href={hrefOf('webhooks', ['change', String(id)], query)}
          aria-current={isEdited ? 'true' : undefined}
          aria-label={`Change ${title}`}
        >
          Change
        </a>
        {isSecretKnown(webhook) && (
          <a
            class="button calm"
            href={hrefOf('webhooks', ['saved', String(id)], query)}
            aria-label={`Secret of ${title}`}
          >
            Secret
          </a>
        )}
        <ActButton
          call={{ method: 'DELETE', path: `${basePath}/webhooks?id=${String(id)}` }}
          words={`Deleted: ${title}`}
          about="Deletes the webhook, and its deliveries with it"
          name={`Delete ${title}`}
          asks="Really delete?"
          onDone={onDeleted}
        >
          Delete
        </ActButton>
      </div>
    </li>
  );
};

/** The webhooks that are registered. */
export const Registered = ({
  webhooks,
  edited,
}: {
  readonly webhooks: readonly Webhook[];
  readonly edited: string;
}): JSX.Element => {
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <section class="hooks" aria-labelledby="hooks-title">
      <h2 id="hooks-title" ref={heading} tabIndex={-1}>
        Registered
      </h2>
      {webhooks.length === 0 ? (
        <p class="quiet hooks-none">
          None yet: your app registers one, or you do with{' '}
          <a href={hrefOf('webhooks', ['new'], place.value.query)}>New webhook</a>.
        </p>
      ) : (
        <ul>
          {webhooks.map((webhook) => (
            <One
              key={webhook.id}
              webhook={webhook}
              isEdited={edited === String(webhook.id)}
              onDeleted={() => {
                heading.current?.focus();
              }}
            />
          ))}
        </ul>
      )}
    </section>
  );
};
