import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { isObject, type Call } from '../call.js';
import { CheckField, InstanceNameField, TextField } from '../forms/fields.js';
import { createForm, FormElement, FormEnd, keptForms, type Values } from '../forms/form.js';
import { apiKey } from '../key.js';
import { Snippet } from '../panes/cells.js';
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
  // Ids begin anew with the account.
  (webhook) => [webhook?.id, webhook?.createdAt],
);

const isWebhook = (value: unknown): value is Webhook => isObject(value) && 'secret' in value;

/** The webhooks that were saved here, with their whole secrets, by the key and their id. */
const saved = signal<Readonly<Record<string, Webhook>>>({});
/** As it was saved in this tab. */
export const savedWith = (id: number | string): Webhook | undefined => saved.value[`${apiKey.value} ${String(id)}`];

/** Whether the whole secret of a webhook is known: it is no other with the same id, and its secret was not set elsewhere. */
export const isSecretKnown = ({ id, createdAt, secret }: Webhook): boolean => {
  const one = savedWith(id);
  return one?.createdAt === createdAt && one.secret.endsWith(secret.replace(/.*•/, ''));
};

/** The only place that shows the whole secret of a webhook. */
export const SavedWebhook = ({ webhook }: { readonly webhook: Webhook }): JSX.Element => {
  useLayoutEffect(() => document.getElementById('hook-saved')?.focus(), []);
  return (
    <div class="hook-form">
      <h2 id="hook-saved" class="lab-cut" tabIndex={-1}>
        Saved: <bdi>{titleOf(webhook)}</bdi>
      </h2>
      <p>Your code checks signatures with its secret, shown whole only here.</p>
      <Snippet label="Secret" text={webhook.secret} what="the secret" />
      <p>
        <a class="button primary" href={hrefOf('webhooks', [], place.peek().query)}>
          Done
        </a>
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
      onAnswer={({ webhook: one }) => {
        if (isWebhook(one)) saved.value = { ...saved.peek(), [`${key} ${String(one.id)}`]: one };
      }}
      onDone={({ webhook: one }) => {
        if (isWebhook(one)) go(hrefOf('webhooks', ['saved', String(one.id)], place.peek().query));
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
      <TextField form={form} field="name" label="Name" isOptional />
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
