import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeliveryFault, Fault } from '../../../../shapes.js';
import { isObject, type Call } from '../call.js';
import { curlOf } from '../curl.js';
import { CheckField, ChoiceField, InstanceNameField, RadioField, TextField, type Choices } from '../forms/fields.js';
import { createForm, FormElement, FormEnd } from '../forms/form.js';
import { Snippet } from '../panes/cells.js';
import { place } from '../route.js';
import { checkDraft, draftAliases, draftFrom, emptyDraft, faultIn, fitDraft, isPicture, type Draft } from './draft.js';
import { eventNames, operations } from './operations.js';
import { Saying } from './saying.js';
import { deliverySentenceOf, sentenceOf } from './words.js';

const callOf = (draft: Draft): Call => ({
  method: 'POST',
  path: draft.kind === 'calls' ? '_emulator/faults' : '_emulator/delivery-faults',
  body: faultIn(draft),
});

/** What is typed lasts while the page does, so that a look elsewhere costs nothing. */
const form = createForm<Draft>({
  id: 'fault',
  start: emptyDraft,
  about: 'Add this fault',
  callOf,
  check: checkDraft,
  aliases: draftAliases,
  isAgain: true,
  fit: fitDraft,
});
/** The link that led here last, which has filled it in if it could. */
let filledBy = '';

// What was typed may not be a fault yet; the sentence then says so much as there is.
const isFault = (value: unknown): value is Fault => isObject(value);
const isDeliveryFault = (value: unknown): value is DeliveryFault => isObject(value);

const choicesOf = (none: string, values: readonly string[]): Choices => ({
  '': none,
  ...Object.fromEntries(values.map((value) => [value, value])),
});
const methods = choicesOf('any', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
const events = choicesOf('any event', eventNames);
const operationChoices = Object.fromEntries(
  Object.entries(operations).map(([name, address]) => [name, `${name} · ${address}`]),
);
const statuses = ['400', '401', '403', '404', '409', '422', '429', '500', '502', '503', '504'] as const;

const Part = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element => (
  <fieldset>
    <legend class="unseen">{title}</legend>
    <div class="lab-fields">{children}</div>
  </fieldset>
);

const Which = (): JSX.Element => {
  const { kind, which } = form.values.value;
  return (
    <Part title="Which">
      {kind === 'deliveries' ? (
        <>
          <ChoiceField form={form} field="event" label="When there is" choices={events} />
          <TextField
            form={form}
            field="webhook"
            label="For the webhook"
            inputMode="decimal"
            placeholder="all, or its id"
          />
        </>
      ) : (
        <>
          <ChoiceField
            form={form}
            field="which"
            label="When"
            choices={{ operation: 'an operation is called', path: 'a path is called', all: 'anything is called' }}
          />
          {which === 'operation' && (
            <ChoiceField form={form} field="operation" label="Operation" choices={operationChoices} />
          )}
          {which === 'path' && (
            <>
              <ChoiceField form={form} field="method" label="Method" size="short" choices={methods} />
              <TextField
                form={form}
                field="path"
                label="Path"
                placeholder="/instance/*"
                hint="* stands for anything."
              />
            </>
          )}
        </>
      )}
      <InstanceNameField
        form={form}
        field="instanceName"
        label="Of the instance"
        placeholder="all, or a technical name"
      />
    </Part>
  );
};

const amountLabels: Readonly<Record<Exclude<Draft['when'], 'always'>, string>> = {
  first: 'How many',
  nth: 'Which one',
  every: 'Every how many',
  from: 'From which one on',
  share: 'Share',
};

const When = (): JSX.Element => {
  const { when } = form.values.value;
  return (
    <Part title="When">
      <ChoiceField
        form={form}
        field="when"
        label="It hits"
        choices={{
          always: 'every one',
          first: 'only the first ones',
          nth: 'only one of them',
          every: 'every so many',
          from: 'from one on',
          share: 'by chance',
        }}
      />
      {when !== 'always' && (
        <TextField
          form={form}
          field="amount"
          label={amountLabels[when]}
          inputMode="decimal"
          hint={when === 'share' ? 'From 0 to 1; 0.1 is one in ten.' : undefined}
        />
      )}
    </Part>
  );
};

const Delay = (): JSX.Element => (
  <>
    <TextField form={form} field="delay" label="Late by" size="short" placeholder="500ms" />
    <TextField form={form} field="delayTo" label="Or up to" size="short" placeholder="2s" />
  </>
);

const folded = ['delay', 'delayTo', 'body', 'contentType', 'headers'] as const;

/** What few answers need; it opens by itself where something is set or wrong. */
const Folded = (): JSX.Element => {
  const values = form.values.value;
  const problems = form.problems.value;
  const root = useRef<HTMLDetailsElement>(null);
  const [isSet] = useState(folded.some((field) => values[field] !== ''));
  const isWrong = folded.some((field) => problems[field] !== undefined);
  useLayoutEffect(() => {
    if (root.current !== null && (isSet || isWrong)) root.current.open = true;
  }, [isSet, isWrong]);
  return (
    <details ref={root} class="lab-more">
      <summary>With a body, headers or a delay of its own</summary>
      <div class="lab-fields">
        <TextField
          form={form}
          field="body"
          label="Body"
          size="whole"
          isLong
          placeholder={'{"error": "Slow down."}'}
          hint="JSON, or any text; by default the usual one."
        />
        {values.body !== '' && (
          <TextField form={form} field="contentType" label="Content type" size="whole" placeholder="application/json" />
        )}
        <TextField
          form={form}
          field="headers"
          label="Headers"
          size="whole"
          isLong
          placeholder="X-Request-Id: 1"
          hint="One in a line, with a colon."
        />
        <Delay />
      </div>
    </details>
  );
};

const usualEffects = {
  status: 'answers with a status',
  delay: 'answers late',
  cut: 'loses the connection',
  hang: 'never answers',
  truncate: 'answers with half of the body',
} as const;
const effects = { ...usualEffects, staleImage: 'shows an old QR picture' } as const;

const WhatOfCalls = (): JSX.Element => {
  const draft = form.values.value;
  const { effect, cut } = draft;
  return (
    <Part title="What">
      <ChoiceField
        form={form}
        field="effect"
        label="Then the call"
        choices={isPicture(draft) ? effects : usualEffects}
      />
      {effect === 'status' && (
        <>
          <TextField form={form} field="status" label="Status" size="short" inputMode="decimal" list={statuses} />
          <TextField form={form} field="retryAfter" label="Retry-After" size="short" placeholder="30s" />
          <Folded />
        </>
      )}
      {effect === 'cut' && (
        <ChoiceField
          form={form}
          field="cut"
          label="Where"
          choices={{
            before: 'before the reply',
            middle: 'in the middle of the reply',
            after: 'after the reply',
          }}
        />
      )}
      {(effect === 'delay' || effect === 'cut' || effect === 'truncate') && <Delay />}
      {(effect === 'status' || effect === 'delay' || effect === 'hang' || (effect === 'cut' && cut === 'before')) && (
        <CheckField
          form={form}
          field="carryOut"
          label={`Carry the request out ${effect === 'delay' ? 'at once' : 'first'}`}
        />
      )}
    </Part>
  );
};

const WhatOfDeliveries = (): JSX.Element => {
  const { course } = form.values.value;
  return (
    <Part title="What">
      <ChoiceField
        form={form}
        field="course"
        label="Then the delivery"
        choices={{
          duplicate: 'comes more than once',
          swap: 'comes after the next one',
          delay: 'comes late',
          drop: 'never comes',
          repeat: 'comes again and again',
          usual: 'comes as usual',
        }}
      />
      {course === 'duplicate' && (
        <TextField form={form} field="copies" label="Copies" size="short" inputMode="decimal" />
      )}
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
            choices={{
              usual: 'as usual',
              unusual: 'unusual in all ways',
              slashes: 'slashes as \\/',
              numbers: 'numbers as 1.00',
              spacing: 'other spacing',
              unicode: 'letters as \\u2022',
            }}
          />
          <ChoiceField
            form={form}
            field="signature"
            label="Its signature"
            choices={{ right: 'is right', wrong: 'is wrong', stale: 'is an hour old', missing: 'is missing' }}
          />
        </>
      )}
    </Part>
  );
};

/** What the form would add, in English. */
const Said = ({ fault }: { readonly fault: unknown }): JSX.Element | null => {
  if (form.values.value.kind === 'calls') return isFault(fault) ? <Saying sentence={sentenceOf(fault)} /> : null;
  return isDeliveryFault(fault) ? <Saying sentence={deliverySentenceOf(fault)} /> : null;
};

/** A fault, put together from the parts of a sentence. */
export const FaultForm = (): JSX.Element => {
  const { query } = place.value;
  const link = JSON.stringify(query);
  const root = useRef<HTMLElement>(null);
  const isLed = link !== '{}';
  if (filledBy !== link) {
    filledBy = link;
    if (isLed) form.fill(draftFrom(query));
  }
  useLayoutEffect(() => {
    if (!isLed) return;
    // Who came here from a request is to see what became of it, also where the form stands below the lists.
    root.current?.scrollIntoView({ block: 'start' });
    root.current?.querySelector('select')?.focus({ preventScroll: true });
  }, [link]);
  const draft = form.values.value;
  const fault = faultIn(draft);
  return (
    <section ref={root} class="card lab-form" aria-labelledby="fault-title">
      <h2 id="fault-title">Add a fault</h2>
      <FormElement form={form} class="lab-form" words="Fault added">
        <RadioField
          form={form}
          field="kind"
          label="What misbehaves"
          choices={{ calls: 'Calls of the API', deliveries: 'Deliveries to webhooks' }}
        />
        <Which />
        <When />
        {draft.kind === 'calls' ? <WhatOfCalls /> : <WhatOfDeliveries />}
        <div class="lab-fields">
          <TextField
            form={form}
            field="name"
            label="Name"
            placeholder="busy"
            hint="To know it by, in replies and in the list."
          />
        </div>
        <div class="lab-said">
          <Said fault={fault} />
        </div>
        <FormEnd form={form} send="Add the fault" />
      </FormElement>
      <Snippet label="The fault as JSON" text={JSON.stringify(fault, null, 2)} what="the fault as JSON" />
      <Snippet label="The same with curl" text={curlOf(callOf(draft))} what="the command" />
    </section>
  );
};
