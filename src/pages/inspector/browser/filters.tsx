import type { ComponentChildren, JSX } from 'preact';
import { place, refine } from './route.js';

/** What the address says of a condition, for the field that changes it. */
export const inAddress = (name: string): { readonly value: string; readonly onValue: (value: string) => void } => ({
  value: place.value.query[name] ?? '',
  onValue(value) {
    refine({ [name]: value });
  },
});

/** Characters: a longer text has no room in a URL. */
const LONGEST = 1_000;

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
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}): JSX.Element => (
  <input
    {...more}
    type="search"
    maxLength={LONGEST}
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
  /** In place of these, what has groups. */
  readonly children?: ComponentChildren;
}): JSX.Element => {
  const pairs = options.map((option) => [option].flat());
  // An address may ask for what nothing is.
  if (children === undefined && value !== '' && !pairs.some(([one]) => one === value)) pairs.push([value]);
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => {
        onValue(currentTarget.value);
      }}
    >
      <option value="">{all}</option>
      {pairs.map(([one, words = one]) => (
        <option key={one} value={one}>
          {words}
        </option>
      ))}
      {children}
    </select>
  );
};
