import { signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeliveryFault, Fault } from '../../../../shapes.js';
import { act, showCurl } from '../act.js';
import { AnswerError, has, isObject, type Call } from '../call.js';
import { Copy } from '../copy.js';
import { curlOf } from '../curl.js';
import { place } from '../route.js';
import { draftFrom, faultIn, problemsIn, type Draft, type Problems } from './draft.js';
import { CheckField, ChoiceField, TextField, type Form } from './fields.js';
import { useResource } from '../following.js';
import { eventNames, operations } from './operations.js';
import { Saying } from './saying.js';
import { deliverySentenceOf, sentenceOf } from './words.js';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
const statuses = ['400', '401', '403', '404', '409', '422', '429', '500', '502', '503', '504'] as const;
const WHO_CALLS = 'A technical name, such as t1_mq9r2jov_jakarta_store; empty for all.';

/** What is typed lasts while the page does, so that a look elsewhere costs nothing. */
const kept = signal<{ readonly query: string; readonly draft: Draft } | undefined>(undefined);

const callOf = (draft: Draft): Call => ({
  method: 'POST',
  path: draft.kind === 'calls' ? '_emulator/faults' : '_emulator/delivery-faults',
  body: faultIn(draft),
});

// What was typed may not be a fault yet; the sentence then says so much as there is.
const isFault = (value: unknown): value is Fault => isObject(value);
const isDeliveryFault = (value: unknown): value is DeliveryFault => isObject(value);

type InstanceList = { readonly instances: readonly { readonly apiInstanceName: string }[] };

const WhichInstance = ({ form }: { readonly form: Form }): JSX.Element => {
  const { value } = useResource('instances?limit=50', has<InstanceList>('instances'), []);
  return (
    <TextField
      form={form}
      field="instanceName"
      label="Of the instance"
      placeholder="all"
      hint={WHO_CALLS}
      list={value.value?.instances.map(({ apiInstanceName }) => apiInstanceName) ?? []}
    />
  );
};

const WhichCalls = ({ form }: { readonly form: Form }): JSX.Element => {
  const { which } = form.draft.value;
  return (
    <>
      <ChoiceField
        form={form}
        field="which"
        label="When"
        choices={[
          ['operation', 'an operation is called'],
          ['path', 'a path is called'],
          ['all', 'anything is called'],
        ]}
      />
      {which === 'operation' && (
        <ChoiceField
          form={form}
          field="operation"
          label="Operation"
          choices={Object.entries(operations).map(([name, address]) => [name, `${name} · ${address}`])}
        />
      )}
      {which === 'path' && (
        <>
          <ChoiceField
            form={form}
            field="method"
            label="Method"
            size="short"
            choices={[['', 'any'], ...methods.map((one) => [one, one] as const)]}
          />
          <TextField form={form} field="path" label="Path" placeholder="/instance/*" hint="* stands for anything." />
        </>
      )}
      <WhichInstance form={form} />
    </>
  );
};

const WhichDeliveries = ({ form }: { readonly form: Form }): JSX.Element => (
  <>
    <ChoiceField
      form={form}
      field="event"
      label="When there is"
      choices={[['', 'any event'], ...eventNames.map((one) => [one, one] as const)]}
    />
    <TextField
      form={form}
      field="webhook"
      label="For the webhook"
      isNumber
      placeholder="all"
      hint="Its id, such as 1."
    />
    <WhichInstance form={form} />
  </>
);

const amountLabels: Readonly<Record<Exclude<Draft['when'], 'always'>, string>> = {
  first: 'How many',
  nth: 'Which one',
  every: 'Every how many',
  from: 'From which one on',
  share: 'Share',
};

const When = ({ form }: { readonly form: Form }): JSX.Element => {
  const { when } = form.draft.value;
  return (
    <>
      <ChoiceField
        form={form}
        field="when"
        label="It hits"
        choices={[
          ['always', 'every one'],
          ['first', 'only the first ones'],
          ['nth', 'only one of them'],
          ['every', 'every so many'],
          ['from', 'from one on'],
          ['share', 'by chance'],
        ]}
      />
      {when !== 'always' && (
        <TextField
          form={form}
          field="amount"
          label={amountLabels[when]}
          isNumber
          {...(when === 'share' ? { hint: 'From 0 to 1; 0.1 is one in ten.' } : {})}
        />
      )}
    </>
  );
};

const Delay = ({ form, label }: { readonly form: Form; readonly label: string }): JSX.Element => (
  <>
    <TextField form={form} field="delay" label={label} size="short" placeholder="500ms" />
    <TextField form={form} field="delayTo" label="Or up to" size="short" placeholder="2s" />
  </>
);

/** What few answers need; it opens by itself where something is set or wrong. */
const Folded = ({ form }: { readonly form: Form }): JSX.Element => {
  const { draft, problems } = form;
  const fields = ['delay', 'delayTo', 'body', 'contentType', 'headers'] as const;
  const isWrong = fields.some((field) => problems.value[field] !== undefined);
  const isSet = fields.some((field) => draft.value[field] !== '');
  const [isOpen, setOpen] = useState(isSet);
  return (
    <details
      class="lab-more"
      open={isOpen || isWrong}
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary>With a body, headers or a delay of its own</summary>
      <div class="lab-fields">
        <TextField
          form={form}
          field="body"
          label="Body"
          size="wide"
          isLong
          placeholder={'{"error": "Slow down."}'}
          hint="JSON, or any text; empty for the usual body of that status."
        />
        {draft.value.body !== '' && (
          <TextField form={form} field="contentType" label="Content type" size="wide" placeholder="application/json" />
        )}
        <TextField
          form={form}
          field="headers"
          label="Headers"
          size="wide"
          isLong
          placeholder="X-Request-Id: 1"
          hint="One in a line, with a colon."
        />
        <Delay form={form} label="Late by" />
      </div>
    </details>
  );
};

const Answer = ({ form }: { readonly form: Form }): JSX.Element => (
  <>
    <TextField form={form} field="status" label="Status" size="short" isNumber list={statuses} />
    <TextField form={form} field="retryAfter" label="Retry-After" size="short" placeholder="30s" />
    <Folded form={form} />
    <CheckField
      form={form}
      field="carryOut"
      label="Carry the request out first"
      hint="What it asks for happens, but the answer is this one."
    />
  </>
);

const effects: readonly (readonly [Draft['effect'], string])[] = [
  ['status', 'answers with a status'],
  ['delay', 'answers late'],
  ['cut', 'loses the connection'],
  ['hang', 'never answers'],
  ['truncate', 'answers with half of the body'],
  ['staleImage', 'shows an old QR picture'],
];

const WhatOfCalls = ({ form }: { readonly form: Form }): JSX.Element => {
  const { effect, cut, which, operation } = form.draft.value;
  // A stale picture is one of that operation only.
  const offered = effects.filter(
    ([value]) => value !== 'staleImage' || effect === value || (which === 'operation' && operation === 'getQrImage'),
  );
  return (
    <>
      <ChoiceField form={form} field="effect" label="Then the call" choices={offered} />
      {effect === 'status' && <Answer form={form} />}
      {effect === 'delay' && (
        <>
          <Delay form={form} label="Late by" />
          <CheckField
            form={form}
            field="carryOut"
            label="Carry the request out at once"
            hint="Only the answer is kept back, and says what was true then."
          />
        </>
      )}
      {effect === 'cut' && (
        <>
          <ChoiceField
            form={form}
            field="cut"
            label="Where"
            choices={[
              ['before', 'before the reply'],
              ['middle', 'in the middle of the reply'],
              ['after', 'after the reply'],
            ]}
          />
          <Delay form={form} label="Late by" />
          {cut === 'before' && <CheckField form={form} field="carryOut" label="Carry the request out first" />}
        </>
      )}
      {effect === 'hang' && (
        <CheckField
          form={form}
          field="carryOut"
          label="Carry the request out first"
          hint="As when the answer is lost on the way."
        />
      )}
      {effect === 'truncate' && <Delay form={form} label="Late by" />}
    </>
  );
};

const WhatOfDeliveries = ({ form }: { readonly form: Form }): JSX.Element => {
  const { course } = form.draft.value;
  return (
    <>
      <ChoiceField
        form={form}
        field="course"
        label="Then the delivery"
        choices={[
          ['duplicate', 'comes more than once'],
          ['swap', 'comes after the next one'],
          ['delay', 'comes late'],
          ['drop', 'never comes'],
          ['repeat', 'comes again and again'],
          ['usual', 'comes as usual'],
        ]}
      />
      {course === 'duplicate' && <TextField form={form} field="copies" label="Copies" size="short" isNumber />}
      {course === 'delay' && (
        <TextField
          form={form}
          field="delay"
          label="Late by"
          size="short"
          placeholder="5s"
          hint="By the account's clock."
        />
      )}
      {course !== 'drop' && (
        <>
          <ChoiceField
            form={form}
            field="encoding"
            label="Its bytes"
            choices={[
              ['usual', 'as usual'],
              ['unusual', 'unusual in all ways'],
              ['slashes', 'slashes as \\/'],
              ['numbers', 'numbers as 1.00'],
              ['spacing', 'other spacing'],
              ['unicode', 'letters as \\u2022'],
            ]}
          />
          <ChoiceField
            form={form}
            field="signature"
            label="Its signature"
            choices={[
              ['right', 'is right'],
              ['wrong', 'is wrong'],
              ['stale', 'is an hour old'],
              ['missing', 'is missing'],
            ]}
          />
        </>
      )}
    </>
  );
};

/** What the form would add, in English. */
const Said = ({ draft }: { readonly draft: Draft }): JSX.Element | null => {
  const fault: unknown = faultIn(draft);
  if (draft.kind === 'calls') return isFault(fault) ? <Saying sentence={sentenceOf(fault)} /> : null;
  return isDeliveryFault(fault) ? <Saying sentence={deliverySentenceOf(fault)} /> : null;
};

/** The same as JSON and as a command. */
const Written = ({ draft }: { readonly draft: Draft }): JSX.Element => {
  const fault = faultIn(draft);
  const curl = curlOf(callOf(draft));
  return (
    <>
      <div class="lab-code">
        <pre aria-label="The fault as JSON" tabIndex={0}>
          {JSON.stringify(fault, null, 2)}
        </pre>
        <Copy text={JSON.stringify(fault)} what="the fault as JSON" />
      </div>
      <div class="lab-code">
        <pre aria-label="The same with curl" tabIndex={0}>
          {curl}
        </pre>
        <Copy text={curl} what="the command" />
      </div>
    </>
  );
};

/** A fault, put together from the parts of a sentence. */
export const FaultForm = (): JSX.Element => {
  const { query } = place.value;
  const asked = JSON.stringify(query);
  const root = useRef<HTMLFormElement>(null);
  const isLed = Object.keys(query).length > 0;
  const before = kept.peek();
  const draft = useSignal<Draft>(before?.query === asked ? before.draft : draftFrom(query));
  const problems = useSignal<Problems>({});
  const problem = useSignal('');

  useLayoutEffect(() => {
    if (kept.peek()?.query !== asked) draft.value = draftFrom(query);
    if (!isLed) return;
    // Who came here from a request is to see what became of it, also where the form stands below the lists.
    root.current?.scrollIntoView({ block: 'start' });
    root.current?.querySelector('select')?.focus({ preventScroll: true });
  }, [asked]);

  const form: Form = {
    draft,
    problems,
    change(change) {
      draft.value = { ...draft.peek(), ...change };
      kept.value = { query: asked, draft: draft.peek() };
      const still = Object.entries(problems.peek()).filter(([field]) => !Object.hasOwn(change, field));
      problems.value = Object.fromEntries(still);
      problem.value = '';
      showCurl('Add this fault', callOf(draft.peek()));
    },
  };
  const { kind } = draft.value;

  const submit = async (): Promise<void> => {
    const what = draft.peek();
    const done = await act(
      {
        call: callOf(what),
        words: 'Fault added',
        say(sentence, error) {
          const { fields, rest } = problemsIn(sentence, error instanceof AnswerError ? error.details : undefined, what);
          problems.value = fields;
          problem.value = rest;
        },
      },
      isObject,
    );
    if (done === undefined) root.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  };

  return (
    <form
      ref={root}
      class="card lab-form"
      aria-labelledby="fault-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 id="fault-title">Add a fault</h2>
      <fieldset class="lab-kinds">
        <legend class="unseen">What misbehaves</legend>
        {(['calls', 'deliveries'] as const).map((one) => (
          <label key={one} class="check">
            <input
              type="radio"
              name="kind"
              checked={kind === one}
              onChange={() => {
                form.change({ kind: one });
              }}
            />
            {one === 'calls' ? 'Calls of the API' : 'Deliveries to webhooks'}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend class="unseen">Which</legend>
        <div class="lab-fields">{kind === 'calls' ? <WhichCalls form={form} /> : <WhichDeliveries form={form} />}</div>
      </fieldset>
      <fieldset>
        <legend class="unseen">When</legend>
        <div class="lab-fields">
          <When form={form} />
        </div>
      </fieldset>
      <fieldset>
        <legend class="unseen">What</legend>
        <div class="lab-fields">
          {kind === 'calls' ? <WhatOfCalls form={form} /> : <WhatOfDeliveries form={form} />}
        </div>
      </fieldset>
      <div class="lab-fields">
        <TextField
          form={form}
          field="name"
          label="Name"
          placeholder="busy"
          hint="A label to know it by, in replies and in the list."
        />
      </div>
      <div class="lab-said">
        <Said draft={draft.value} />
      </div>
      <div role="alert">{problem.value !== '' && <p class="message">{problem.value}</p>}</div>
      <div>
        <button
          type="submit"
          class="primary"
          onFocus={() => {
            showCurl('Add this fault', callOf(draft.peek()));
          }}
        >
          Add the fault
        </button>
      </div>
      <Written draft={draft.value} />
    </form>
  );
};
