import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isObject, type Call } from '../call.js';
import { CheckField, InstanceNameField, TextField } from '../forms/fields.js';
import { createForm, FormElement, FormEnd, type Values } from '../forms/form.js';
import { Snippet } from '../panes/cells.js';
import { go, hrefOf, place } from '../route.js';
import { basePath } from '../settings.js';
import { eventWords, type Webhook } from './webhook.js';

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

const formFor = (webhook: Webhook | undefined) => {
  const start = startOf(webhook);
  return createForm({
    id: 'hook',
    start,
    about: webhook === undefined ? 'Creates it' : 'Changes it',
    callOf: (values) => callFor(values, start, webhook),
    isShort: true,
  });
};

const isWebhook = (value: unknown): value is Webhook => isObject(value) && 'secret' in value;

/** A webhook that is new, or changes to one. */
export const WebhookForm = ({ webhook }: { readonly webhook: Webhook | undefined }): JSX.Element => {
  const [form] = useState(() => formFor(webhook));
  const [saved, setSaved] = useState<Webhook | undefined>(undefined);
  const root = useRef<HTMLDivElement>(null);
  const isNew = webhook === undefined;
  const words = isNew ? 'Webhook created' : 'Webhook changed';
  useLayoutEffect(() => {
    root.current?.querySelector<HTMLElement>('input, [tabindex]')?.focus();
  }, [saved]);
  if (saved !== undefined)
    return (
      <div ref={root} class="hook-form">
        <h2 tabIndex={-1}>{words}</h2>
        <p>Its secret, which only this answer shows whole; your code needs it to check signatures:</p>
        <Snippet label="Secret" text={saved.secret} what="the secret" />
        <p>
          <a class="button primary" href={hrefOf('webhooks', [], place.peek().query)}>
            Done
          </a>
        </p>
      </div>
    );
  return (
    <div ref={root}>
      <FormElement
        form={form}
        class="hook-form"
        words={words}
        onDone={(answer) => {
          if (isWebhook(answer.webhook)) setSaved(answer.webhook);
        }}
      >
        <h2>{isNew ? 'New webhook' : 'Change the webhook'}</h2>
        <TextField
          form={form}
          field="url"
          label="URL"
          inputMode="url"
          placeholder="http://localhost:8080/hook"
          hint="Plain http only to this machine and private addresses, as the emulator was told."
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
    </div>
  );
};
