import type { Signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import type { Draft, DraftField, Problems } from './draft.js';

/** A form whose controls each hold one field of a draft, and say what is wrong with it by their own label. */
export type Form = {
  readonly draft: Signal<Draft>;
  readonly problems: Signal<Problems>;
  readonly change: (change: Partial<Draft>) => void;
};

type Common = {
  readonly form: Form;
  readonly field: DraftField;
  readonly label: string;
  readonly hint?: string;
  /** How wide it is: `short` for numbers, `wide` for a line of its own. */
  readonly size?: 'short' | 'wide';
};

const idOf = (field: DraftField): string => `fault-${field}`;

const described = ({ form, field, hint }: Common) => {
  const isWrong = form.problems.value[field] !== undefined;
  const ids = [...(isWrong ? [`${idOf(field)}-problem`] : []), ...(hint === undefined ? [] : [`${idOf(field)}-hint`])];
  return {
    ...(isWrong ? { 'aria-invalid': true as const } : {}),
    ...(ids.length === 0 ? {} : { 'aria-describedby': ids.join(' ') }),
  };
};

const Frame = (props: Common & { readonly children: ComponentChildren }): JSX.Element => {
  const { form, field, label, hint, size } = props;
  const problem = form.problems.value[field];
  return (
    <div class={`lab-field ${size ?? ''}`}>
      <label for={idOf(field)}>{label}</label>
      {props.children}
      {hint !== undefined && (
        <p id={`${idOf(field)}-hint`} class="hint">
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${idOf(field)}-problem`} class="problem">
          {label} {problem}.
        </p>
      )}
    </div>
  );
};

const valueOf = ({ form, field }: Common): string => String(form.draft.value[field]);

type TextProps = Common & {
  readonly placeholder?: string;
  readonly list?: readonly string[];
  readonly isLong?: boolean;
  readonly isNumber?: boolean;
};

export const TextField = (props: TextProps): JSX.Element => {
  const { form, field, placeholder, list, isLong, isNumber } = props;
  const common = {
    id: idOf(field),
    value: valueOf(props),
    placeholder,
    spellcheck: false,
    autocomplete: 'off',
    ...described(props),
    onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      form.change({ [field]: currentTarget.value });
    },
  } as const;
  return (
    <Frame {...props}>
      {isLong === true ? (
        <textarea class="mono" rows={3} {...common} />
      ) : (
        <input {...common} inputMode={isNumber === true ? 'decimal' : undefined} list={list && `${idOf(field)}-list`} />
      )}
      {list !== undefined && (
        <datalist id={`${idOf(field)}-list`}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </Frame>
  );
};

type ChoiceProps = Common & { readonly choices: readonly (readonly [value: string, words: string])[] };

export const ChoiceField = (props: ChoiceProps): JSX.Element => (
  <Frame {...props}>
    <select
      id={idOf(props.field)}
      value={valueOf(props)}
      {...described(props)}
      onChange={({ currentTarget }) => {
        props.form.change({ [props.field]: currentTarget.value });
      }}
    >
      {props.choices.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  </Frame>
);

export const CheckField = (props: Common): JSX.Element => {
  const { form, field, label, hint } = props;
  const problem = form.problems.value[field];
  return (
    <div class="lab-field wide">
      <label class="check">
        <input
          id={idOf(field)}
          type="checkbox"
          checked={form.draft.value[field] === true}
          {...described(props)}
          onChange={({ currentTarget }) => {
            form.change({ [field]: currentTarget.checked });
          }}
        />
        {label}
      </label>
      {hint !== undefined && (
        <p id={`${idOf(field)}-hint`} class="hint">
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${idOf(field)}-problem`} class="problem">
          {label} {problem}.
        </p>
      )}
    </div>
  );
};
