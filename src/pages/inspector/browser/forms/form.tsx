import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { act, hideCurl, showCurl } from '../act.js';
import { AnswerError, type Call } from '../call.js';
import { apiKey } from '../key.js';
import { Problem } from './problem.js';
import { sorted, type Problems } from './refusals.js';

/** What is typed, by the names of the fields, which are those of the API where it has such members. */
export type Values = Readonly<Record<string, string | boolean>>;

type Answer = Readonly<Record<string, unknown>>;

type Plan<V extends Values> = {
  /** What it makes, in a word; the ids of its fields begin with that. */
  readonly id: string;
  readonly start: V;
  /** What its call does, for the strip at the bottom. */
  readonly about: string;
  readonly callOf: (values: V) => Call;
  /** What is wrong before the API is asked, as it would say so. */
  readonly check?: (values: V) => string;
  /** The fields that hold what the API calls otherwise. */
  readonly aliases?: Readonly<Record<string, keyof V & string>>;
  /** What its fields are called, if all that is wrong is said in one place; otherwise, each field says it. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether its fields are so few that what is wrong with them is read out at once. */
  readonly isShort?: boolean;
  /** Whether what was sent stays there, to be sent again or changed a little. */
  readonly isAgain?: boolean;
  /** What is typed, without what does not go together. */
  readonly fit?: (values: V) => V;
};

export type Form<V extends Values> = Plan<V> & {
  readonly values: ReadonlySignal<V>;
  readonly problems: ReadonlySignal<Problems>;
  /** What is wrong, other than what the fields say themselves. */
  readonly problem: ReadonlySignal<string>;
  readonly fill: (values: V) => void;
  readonly set: (field: keyof V & string, value: string | boolean) => void;
  readonly say: (sentence: string, error?: Error) => void;
  readonly show: () => void;
  /** What the element that shows the form does with an answer; whoever has left it is not led anywhere. */
  onDone?: ((answer: Answer, sent: V) => void) | undefined;
};

const isSame = (some: Values, others: Values): boolean => Object.keys(some).every((one) => some[one] === others[one]);

export const createForm = <V extends Values>(plan: Plan<V>): Form<V> => {
  const { start, about, callOf, labels, fit } = plan;
  const values = signal(start);
  const problems = signal<Problems>({});
  const problem = signal('');
  const say = (sentence: string, error?: Error): void => {
    batch(() => {
      ({ problems: problems.value, problem: problem.value } = sorted(
        sentence,
        error instanceof AnswerError ? error.details : undefined,
        plan,
      ));
    });
  };
  const show = (): void => {
    showCurl(about, callOf(values.peek()));
  };
  return {
    ...plan,
    values,
    problems,
    problem,
    say,
    show,
    fill(all) {
      values.value = all;
      say('');
    },
    set(field, value) {
      const others = labels === undefined ? problems.peek() : {};
      say('');
      problems.value = { ...others, [field]: undefined };
      const typed = { ...values.peek(), [field]: value };
      const all = fit?.(typed) ?? typed;
      // What was typed back is as it was.
      values.value = isSame(all, start) ? start : all;
      show();
    },
  };
};

/**
 * Keeps the form of each thing, with the key, for as long as the page is: who leaves it loses nothing that they typed.
 * @param idOf what it belongs to
 */
export const keptForms = <V extends Values, Of>(make: (of: Of) => Form<V>, idOf: (of: Of) => unknown) => {
  const forms = new Map<string, Form<V>>();
  return (of: Of): Form<V> => {
    const id = JSON.stringify([apiKey.peek(), idOf(of)]);
    const kept = forms.get(id);
    // Where nothing is typed, it begins with how things are now.
    const form = kept === undefined || kept.values.peek() === kept.start ? make(of) : kept;
    forms.set(id, form);
    return form;
  };
};

type Props<V extends Values> = {
  readonly form: Form<V>;
  readonly class?: string;
  readonly label?: string;
  /** What is read out when it is done. */
  readonly words: string;
  readonly onStart?: () => void;
  /** Called with what came of it, wherever one is by then. */
  readonly onAnswer?: (answer: Answer) => void;
  readonly onDone?: (answer: Answer, sent: V) => void;
  readonly children: ComponentChildren;
};

/** The element of a form. Who sends what is refused finds the focus at the first field that is wrong. */
export const FormElement = <V extends Values>({
  form,
  label,
  words,
  onStart,
  onAnswer,
  onDone,
  ...rest
}: Props<V>): JSX.Element => {
  const { values, start, callOf, check, say, show, fill, isAgain } = form;
  const root = useRef<HTMLFormElement>(null);
  form.onDone = onDone;
  useEffect(
    () => () => {
      form.onDone = undefined;
      hideCurl();
    },
    [form],
  );
  const send = async (): Promise<void> => {
    const typed = values.peek();
    const wrong = check?.(typed) ?? '';
    say(wrong);
    const take = (answer: Answer): void => {
      onAnswer?.(answer);
      if (isAgain !== true && isSame(values.peek(), typed)) fill(start);
    };
    const answer = await (wrong === '' ? act({ call: callOf(typed), words, say, onStart, onAnswer: take }) : undefined);
    if (answer === undefined) root.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    // What was typed on meanwhile stays, and the form with it.
    else if (isAgain === true || values.peek() === start) form.onDone?.(answer, typed);
  };
  return (
    <form
      {...rest}
      ref={root}
      aria-label={label}
      noValidate
      onFocusIn={show}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    />
  );
};

/** What is wrong with the form, and the buttons at its end. */
export const FormEnd = <V extends Values>({
  form,
  send,
  disabled,
  onCancel,
}: {
  readonly form: Form<V>;
  readonly send: string;
  readonly disabled?: boolean;
  readonly onCancel?: () => void;
}): JSX.Element => (
  <>
    <Problem id={`${form.id}-problem`} class="message" text={form.problem.value} />
    <p class="form-tools">
      <button class="primary" disabled={disabled}>
        {send}
      </button>
      {onCancel !== undefined && (
        <button
          type="button"
          class="calm"
          onClick={() => {
            form.fill(form.start);
            onCancel();
          }}
        >
          Cancel
        </button>
      )}
    </p>
  </>
);
