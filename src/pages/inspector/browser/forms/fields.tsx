import type { ComponentChildren, JSX } from 'preact';
import { InstanceField } from '../panes/instance-field.js';
import type { Form, Values } from './form.js';

type FieldProps<V extends Values> = {
  readonly form: Form<V>;
  readonly field: keyof V & string;
  /** By default as the form calls it. */
  readonly label?: string;
  readonly isOptional?: boolean;
  readonly hint?: ComponentChildren;
  /** The id of a hint that stands elsewhere. */
  readonly hintId?: string;
  /** How wide it is: `short` for numbers, `whole` for a line of its own. */
  readonly size?: 'short' | 'whole';
};

const idOf = <V extends Values>({ form, field }: FieldProps<V>): string => `${form.id}-${field}`;

/** What the control of a field has, whichever it is. */
const controlOf = <V extends Values>(props: FieldProps<V>) => {
  const { form, field, hintId } = props;
  const id = idOf(props);
  return {
    id,
    name: field,
    'aria-invalid': form.problems.value[field] !== undefined,
    'aria-describedby': `${hintId ?? `${id}-hint`} ${form.labels === undefined ? id : form.id}-problem`,
  };
};

/** The same of one for a text or a choice. */
export const textOf = <V extends Values>(props: FieldProps<V>) => ({
  ...controlOf(props),
  value: String(props.form.values.value[props.field]),
  autocomplete: 'off',
  spellcheck: false,
  onInput: ({ currentTarget: { value } }: { readonly currentTarget: { readonly value: string } }) => {
    props.form.set(props.field, value);
  },
});

/** Below a control: what it is for, and what is wrong with it. */
const Below = <V extends Values>(props: FieldProps<V>): JSX.Element => {
  const { form, field, label, hint } = props;
  const id = idOf(props);
  const problems = form.problems.value;
  const problem = problems[field];
  // Several at once would be read out over one another.
  const first = Object.keys(problems).find((one) => problems[one] !== undefined);
  return (
    <>
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {problem !== undefined && form.labels === undefined && (
        <p id={`${id}-problem`} class="problem" role={form.isShort === true && first === field ? 'alert' : undefined}>
          {label} {problem}.
        </p>
      )}
    </>
  );
};

/** A control with its label, and all that is said of it. */
export const Field = <V extends Values>(
  props: FieldProps<V> & { readonly children: ComponentChildren },
): JSX.Element => {
  const { form, field, size, label = form.labels?.[field], isOptional, children } = props;
  return (
    <div class={`field ${size ?? ''}`}>
      <label for={idOf(props)}>
        {label} {isOptional === true && <span class="quiet">optional</span>}
      </label>
      {children}
      <Below {...props} />
    </div>
  );
};

type TextProps<V extends Values> = FieldProps<V> & {
  readonly placeholder?: string;
  readonly inputMode?: 'numeric' | 'decimal' | 'url';
  readonly list?: readonly string[];
  readonly isLong?: boolean;
};

export const TextField = <V extends Values>(props: TextProps<V>): JSX.Element => {
  const { placeholder, inputMode, list, isLong } = props;
  const control = { ...textOf(props), placeholder };
  return (
    <Field {...props}>
      {isLong === true ? (
        <textarea class="mono" rows={3} {...control} />
      ) : (
        <input {...control} inputMode={inputMode} list={list && `${control.id}-list`} />
      )}
      {list !== undefined && (
        <datalist id={`${control.id}-list`}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </Field>
  );
};

/** A field for the technical name of an instance. */
export const InstanceNameField = <V extends Values>(
  props: FieldProps<V> & { readonly placeholder: string },
): JSX.Element => (
  <Field {...props}>
    <InstanceField
      {...textOf(props)}
      placeholder={props.placeholder}
      onValue={(value) => {
        props.form.set(props.field, value);
      }}
    />
  </Field>
);

/** Values, with the words for each. */
export type Choices = Readonly<Record<string, string>>;

export const ChoiceField = <V extends Values>(props: FieldProps<V> & { readonly choices: Choices }): JSX.Element => (
  <Field {...props}>
    <select {...textOf(props)}>
      {Object.entries(props.choices).map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  </Field>
);

/** The same as buttons, of which one is chosen. */
export const RadioField = <V extends Values>(props: FieldProps<V> & { readonly choices: Choices }): JSX.Element => (
  <fieldset class="radios">
    <legend class="unseen">{props.label}</legend>
    {Object.entries(props.choices).map(([value, words]) => (
      <label key={value} class="check">
        <input
          type="radio"
          name={props.field}
          checked={props.form.values.value[props.field] === value}
          onChange={() => {
            props.form.set(props.field, value);
          }}
        />
        {words}
      </label>
    ))}
  </fieldset>
);

/** @param props.children what stands beside the box; by default the label */
export const CheckField = <V extends Values>(
  props: FieldProps<V> & { readonly children?: ComponentChildren },
): JSX.Element => (
  <div class="field whole">
    <label class="check">
      <input
        {...controlOf(props)}
        type="checkbox"
        checked={props.form.values.value[props.field] === true}
        onChange={({ currentTarget }) => {
          props.form.set(props.field, currentTarget.checked);
        }}
      />
      {props.children ?? props.label}
    </label>
    <Below {...props} />
  </div>
);
