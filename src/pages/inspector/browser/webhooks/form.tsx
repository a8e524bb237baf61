import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { act, showCurl } from '../act.js';
import { AnswerError, has, isObject, type Call } from '../call.js';
import { Copy } from '../copy.js';
import { InstanceField } from '../panes/instance-field.js';
import { go, hrefOf, place } from '../route.js';
import { basePath } from '../settings.js';
import { eventWords, titleOf, type Webhook } from './webhook.js';

type Answer = { readonly webhook: Webhook };
type Draft = {
  readonly url: string;
  readonly name: string;
  readonly isAll: boolean;
  readonly events: readonly string[];
  readonly instance: string;
  readonly isEnabled: boolean;
  readonly secret: string;
};

/** What fields are called, by what the API calls them. */
const labels: Readonly<Record<string, string>> = {
  url: 'URL',
  name: 'Name',
  events: 'Events',
  instanceName: 'Instance',
  enabled: 'Enabled',
  secret: 'Secret',
};

type Problem = { readonly field: string | undefined; readonly sentence: string };

/** What was refused, with the words of the labels. */
const problemIn = (sentence: string, error: Error | undefined): Problem | undefined => {
  if (error === undefined) return undefined;
  const details: readonly unknown[] = error instanceof AnswerError && Array.isArray(error.details) ? error.details : [];
  const [first] = details;
  if (!isObject(first) || typeof first.path !== 'string' || typeof first.message !== 'string')
    return { field: error instanceof AnswerError && error.status === 404 ? 'instanceName' : undefined, sentence };
  const field = first.path.replace(/[.[].*$/, '');
  return { field, sentence: `${labels[field] ?? first.path} ${first.message}.` };
};

const draftOf = (webhook: Webhook | undefined): Draft => ({
  url: webhook?.url ?? '',
  name: webhook?.name ?? '',
  isAll: webhook?.events.includes('*') ?? true,
  events: webhook?.events.filter((event: Webhook['events'][number]) => event !== '*') ?? [],
  instance: webhook?.instance?.apiInstanceName ?? '',
  isEnabled: webhook?.enabled ?? true,
  secret: '',
});

/** What was changed of what the form began with; what others change meanwhile stays as they want it. */
const callFor = (
  { url, name, isAll, events, instance, isEnabled, secret }: Draft,
  before: Draft,
  webhook: Webhook | undefined,
): Call => {
  const isNew = webhook === undefined;
  const body = {
    ...(isNew ? {} : { id: webhook.id }),
    ...(isNew || url !== before.url ? { url } : {}),
    ...(name === before.name ? {} : { name }),
    ...(isAll === before.isAll && events.join() === before.events.join() ? {} : { events: isAll ? ['*'] : events }),
    ...(instance === before.instance ? {} : { instanceName: instance }),
    ...(isEnabled === before.isEnabled ? {} : { enabled: isEnabled }),
    ...(secret === '' ? {} : { secret }),
  };
  return { method: 'POST', path: `${basePath}/webhooks`, body };
};

/** A webhook that is new, or changes to one. */
export const WebhookForm = ({ webhook }: { readonly webhook: Webhook | undefined }): JSX.Element => {
  const [before] = useState(() => draftOf(webhook));
  const [draft, setDraft] = useState(before);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [saved, setSaved] = useState<Webhook | undefined>(undefined);
  const done = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const isNew = webhook === undefined;
  const call = callFor(draft, before, webhook);
  const change = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part };
    setDraft(next);
    setProblem(undefined);
    showCurl(isNew ? 'Creates it' : 'Changes it', callFor(next, before, webhook));
  };
  useEffect(() => {
    showCurl(isNew ? 'Creates it' : 'Changes it', call);
    // Only at first; then by each change.
  }, []);
  useLayoutEffect(() => {
    form.current?.querySelector('input')?.focus();
  }, []);
  useLayoutEffect(() => {
    if (saved !== undefined) done.current?.focus();
  }, [saved]);
  const save = async (): Promise<void> => {
    const answer = await act(
      {
        call,
        words: isNew ? 'Webhook created' : 'Webhook changed',
        say: (sentence, error) => {
          const next = problemIn(sentence, error);
          setProblem(next);
          if (next?.field !== undefined) form.current?.querySelector<HTMLElement>(`[name="${next.field}"]`)?.focus();
        },
      },
      has<Answer>('webhook'),
    );
    if (answer !== undefined) setSaved(answer.webhook);
  };
  /** What a field says of itself when it was refused. */
  const refused = (field: string): { readonly 'aria-invalid': boolean; readonly 'aria-describedby': string } => ({
    'aria-invalid': problem?.field === field,
    'aria-describedby': problem?.field === field ? 'hook-problem' : `hook-hint-${field}`,
  });

  if (saved !== undefined)
    return (
      <div class="hook-form">
        <h2 ref={done} tabIndex={-1}>
          {isNew ? 'Webhook created' : 'Webhook changed'}
        </h2>
        <p>
          <bdi>{titleOf(saved)}</bdi> is told of {saved.events.includes('*') ? 'all events' : saved.events.join(', ')}
          {saved.enabled ? '' : ' once it is enabled'}.
        </p>
        <p>Its secret, which only this answer shows whole; your code needs it to check signatures:</p>
        <div class="snippet">
          <pre tabIndex={0} aria-label="Secret">
            {saved.secret}
          </pre>
          <Copy text={saved.secret} what="the secret" />
        </div>
        <p>
          <a class="button primary" href={hrefOf('webhooks', [], place.peek().query)}>
            Done
          </a>
        </p>
      </div>
    );
  const problemLine = (
    <p id="hook-problem" class="problem" role="alert">
      {problem?.sentence}
    </p>
  );
  return (
    <form
      ref={form}
      class="hook-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{isNew ? 'New webhook' : 'Change the webhook'}</h2>
      <div class="field">
        <label for="hook-url">URL</label>
        <input
          id="hook-url"
          name="url"
          inputMode="url"
          autocomplete="off"
          spellcheck={false}
          placeholder="http://localhost:8080/hook"
          value={draft.url}
          {...refused('url')}
          onInput={({ currentTarget: { value } }) => {
            change({ url: value });
          }}
        />
        <p id="hook-hint-url" class="hint">
          Where events are sent, by POST. Plain http only to this machine and private addresses, as the emulator was
          told.
        </p>
        {problem?.field === 'url' && problemLine}
      </div>
      <div class="field">
        <label for="hook-name">
          Name <span class="quiet">optional</span>
        </label>
        <input
          id="hook-name"
          name="name"
          autocomplete="off"
          value={draft.name}
          {...refused('name')}
          onInput={({ currentTarget: { value } }) => {
            change({ name: value });
          }}
        />
        <p id="hook-hint-name" class="hint">
          For people, such as Orders.
        </p>
        {problem?.field === 'name' && problemLine}
      </div>
      <fieldset class="field" {...(problem?.field === 'events' ? { 'aria-describedby': 'hook-problem' } : {})}>
        <legend>Events</legend>
        <label class="check">
          <input
            type="checkbox"
            name="events"
            checked={draft.isAll}
            onChange={({ currentTarget: { checked } }) => {
              change({ isAll: checked });
            }}
          />
          All, also those that are added later
        </label>
        {!draft.isAll &&
          eventWords.map(([event, words]) => (
            <label key={event} class="check">
              <input
                type="checkbox"
                checked={draft.events.includes(event)}
                onChange={({ currentTarget: { checked } }) => {
                  change({
                    events: checked ? [...draft.events, event] : draft.events.filter((one) => one !== event),
                  });
                }}
              />
              <span>
                <code>{event}</code> <span class="quiet">{words}</span>
              </span>
            </label>
          ))}
        {problem?.field === 'events' && problemLine}
      </fieldset>
      <div class="field">
        <label for="hook-instance">
          Instance <span class="quiet">optional</span>
        </label>
        <InstanceField
          id="hook-instance"
          name="instanceName"
          value={draft.instance}
          placeholder="All instances"
          {...refused('instanceName')}
          onValue={(instance) => {
            change({ instance });
          }}
        />
        <p id="hook-hint-instanceName" class="hint">
          Only events of this one, by its technical name.
          {!isNew && ' Once set it can be another, but not all again: the API has no call for that.'}
        </p>
        {problem?.field === 'instanceName' && problemLine}
      </div>
      <div class="field">
        <label for="hook-secret">
          Secret <span class="quiet">optional</span>
        </label>
        <input
          id="hook-secret"
          name="secret"
          class="mono"
          autocomplete="off"
          spellcheck={false}
          placeholder={isNew ? 'Made up for you' : webhook.secret}
          value={draft.secret}
          {...refused('secret')}
          onInput={({ currentTarget: { value } }) => {
            change({ secret: value });
          }}
        />
        <p id="hook-hint-secret" class="hint">
          Deliveries are signed with it.{' '}
          {isNew ? 'Left empty, one is made up, and shown once.' : 'Left empty, it stays.'}
        </p>
        {problem?.field === 'secret' && problemLine}
      </div>
      <label class="check">
        <input
          type="checkbox"
          name="enabled"
          checked={draft.isEnabled}
          onChange={({ currentTarget: { checked } }) => {
            change({ isEnabled: checked });
          }}
        />
        Enabled
      </label>
      {problem !== undefined &&
        (problem.field === undefined || labels[problem.field] === undefined || problem.field === 'enabled') &&
        problemLine}
      <p class="form-tools">
        <button type="submit" class="primary">
          {isNew ? 'Create' : 'Save'}
        </button>
        <button
          type="button"
          onClick={() => {
            go(hrefOf('webhooks', [], place.peek().query));
          }}
        >
          Cancel
        </button>
      </p>
    </form>
  );
};
