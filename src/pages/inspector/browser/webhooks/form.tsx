import { computed, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isObject, type Call } from '../call.js';
import { CheckField, InstanceNameField, TextField } from '../forms/fields.js';
import { createForm, FormElement, FormEnd, keptForms, type Values } from '../forms/form.js';
import { apiKey } from '../key.js';
import { Missing, Snippet } from '../panes/cells.js';
import { go, hrefOf, place } from '../route.js';
import { basePath } from '../settings.js';
import { eventWords, titleOf, type Webhook } from './webhook.js';

const members = ['url', 'name', 'instanceName', 'secret', 'enabled'] as const;

/** Besides the members of a webhook, each event by its name; `events` is all of them. */
const startOf = (webhook: Webhook | undefined): Values => {
  const events: readonly string[] = webhook?.events ?? ['*'];
  return {
    url: webhook?.url ?? '',
    name: webhook?.name ?? '',
    instanceName: webhook?.instance?.apiInstanceName ?? '',
    secret: '',
    enabled: webhook?.enabled ?? true,
    events: events.includes('*'),
    ...Object.fromEntries(eventWords.map(([event]) => [event, events.includes(event)])),
  };
};

const eventsIn = (values: Values): readonly string[] =>
  values.events === true ? ['*'] : eventWords.map(([event]) => event).filter((event) => values[event] === true);

/** What was changed of what the form began with; what others change meanwhile stays as they want it. */
const callFor = (values: Values, start: Values, webhook: Webhook | undefined): Call => {
  const changed = members.filter((one) => values[one] !== start[one] || (webhook === undefined && one === 'url'));
  const events = eventsIn(values);
  return {
    method: 'POST',
    path: `${basePath}/webhooks`,
    body: {
      ...(webhook === undefined ? {} : { id: webhook.id }),
      ...Object.fromEntries(changed.map((one) => [one, values[one]])),
      ...(events.join() === eventsIn(start).join() ? {} : { events }),
    },
  };
};

const formFor = keptForms(
  (webhook: Webhook | undefined) => {
    const start = startOf(webhook);
    return createForm({
      id: 'hook',
      start,
      about: webhook === undefined ? 'Creates it' : 'Changes it',
      callOf: (values) => callFor(values, start, webhook),
      isShort: true,
    });
  },
  (webhook) => webhook?.id,
);

const isWebhook = (value: unknown): value is Webhook => isObject(value) && 'secret' in value;

/** The one that was saved last, with its whole secret, and the key that it belongs to; until that was looked at. */
const saved = signal<{ readonly webhook: Webhook; readonly key: string } | undefined>(undefined);
/** The same, of the account that is looked at. */
export const savedWebhook = computed(() => (saved.value?.key === apiKey.value ? saved.value.webhook : undefined));

/** The only place that shows the whole secret of a webhook. */
export const SavedWebhook = (): JSX.Element => {
  const root = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => root.current?.focus(), []);
  const webhook = savedWebhook.value;
  if (webhook === undefined) return <Missing problem="A secret is shown whole only once." />;
  return (
    <div class="hook-form">
      <h2 ref={root} tabIndex={-1}>
        Saved: <bdi>{titleOf(webhook)}</bdi>
      </h2>
      <p>Its secret, shown whole only here. Your code checks signatures with it.</p>
      <Snippet label="Secret" text={webhook.secret} what="the secret" />
      <p>
        <button
          class="primary"
          onClick={() => {
            saved.value = undefined;
            go(hrefOf('webhooks', [], place.peek().query));
          }}
        >
          Done
        </button>
      </p>
    </div>
  );
};

/** A webhook that is new, or changes to one. */
export const WebhookForm = ({ webhook }: { readonly webhook: Webhook | undefined }): JSX.Element => {
  const [form] = useState(() => formFor(webhook));
  const isNew = webhook === undefined;
  const key = apiKey.peek();
  useLayoutEffect(() => document.getElementById('hook-url')?.focus(), []);
  return (
    <FormElement
      form={form}
      class="hook-form"
      words={isNew ? 'Webhook created' : 'Webhook changed'}
      onAnswer={(answer) => {
        if (isWebhook(answer.webhook)) saved.value = { webhook: answer.webhook, key };
      }}
      onDone={() => {
        go(hrefOf('webhooks', ['saved'], place.peek().query));
      }}
    >
      <h2>{isNew ? 'New webhook' : 'Change the webhook'}</h2>
      <TextField
        form={form}
        field="url"
        label="URL"
        inputMode="url"
        placeholder="http://localhost:8080/hook"
        hint="Plain http only to this machine and private addresses."
      />
      <TextField form={form} field="name" label="Name" isOptional hint="For people, such as Orders." />
      <fieldset>
        <legend>Events</legend>
        <CheckField form={form} field="events" label="Events">
          All, also those that are added later
        </CheckField>
        {form.values.value.events === false &&
          eventWords.map(([event, about]) => (
            <CheckField key={event} form={form} field={event}>
              <span>
                <code>{event}</code> <span class="quiet">{about}</span>
              </span>
            </CheckField>
          ))}
      </fieldset>
      <InstanceNameField
        form={form}
        field="instanceName"
        label="Instance"
        isOptional
        placeholder="All instances"
        hint={`Only events of this one, by its technical name.${
          isNew ? '' : ' Once set it can be another, but not all again.'
        }`}
      />
      <TextField
        form={form}
        field="secret"
        label="Secret"
        isOptional
        placeholder={isNew ? 'Made up for you' : webhook.secret}
        hint={`Deliveries are signed with it. ${isNew ? 'It is shown once.' : 'Left empty, it stays.'}`}
      />
      <CheckField form={form} field="enabled" label="Enabled" />
      <FormEnd
        form={form}
        send={isNew ? 'Create' : 'Save'}
        onCancel={() => {
          go(hrefOf('webhooks', [], place.peek().query));
        }}
      />
    </FormElement>
  );
};
