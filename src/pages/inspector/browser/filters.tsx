import type { ComponentChildren, JSX } from 'preact';

/** A field for a text to search for. */
export const SearchField = ({
  label,
  value,
  onValue,
  placeholder = label,
  ...more
}: {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly placeholder?: string;
  readonly class?: string;
  readonly spellcheck?: boolean;
}): JSX.Element => (
  <input
    {...more}
    type="search"
    aria-label={label}
    placeholder={placeholder}
    value={value}
    onInput={({ currentTarget }) => {
      onValue(currentTarget.value);
    }}
  />
);

/** The choice of one of several things, or of all. */
export const Choice = ({
  label,
  value,
  onValue,
  all,
  options = [],
  children,
}: {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** The words for no choice. */
  readonly all: string;
  /** Values, with the words for those that have others. */
  readonly options?: readonly (string | readonly [value: string, words: string])[];
  /** More options, after these. */
  readonly children?: ComponentChildren;
}): JSX.Element => (
  <select
    aria-label={label}
    value={value}
    onChange={({ currentTarget }) => {
      onValue(currentTarget.value);
    }}
  >
    <option value="">{all}</option>
    {options.map((option) => {
      const [one, words] = typeof option === 'string' ? [option, option] : option;
      return (
        <option key={one} value={one}>
          {words}
        </option>
      );
    })}
    {children}
  </select>
);
