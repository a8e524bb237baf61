import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Instance, InstanceList } from '../../../../shapes.js';
import { has, watch } from '../call.js';
import { queryOf } from '../route.js';
import { isTechnical } from './search.js';

/** A field for an instance, that offers those whose names have what is typed. */
export const InstanceField = ({
  id,
  value,
  onValue,
  placeholder,
  label,
  ...more
}: {
  readonly id: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly placeholder?: string;
  /** The accessible name; without it, a label is expected to name the id. */
  readonly label?: string;
  readonly name?: string;
  readonly 'aria-invalid'?: boolean;
  readonly 'aria-describedby'?: string;
}): JSX.Element => {
  const [offered, setOffered] = useState<readonly Instance[]>([]);
  const [isAsked, setAsked] = useState(false);
  useEffect(() => {
    if (!isAsked) return undefined;
    let isOver = false;
    watch<InstanceList>(`instances?${queryOf({ limit: '20', contains: value })}`, has<InstanceList>('instances')).then(
      ({ instances }) => {
        if (!isOver) setOffered(instances);
      },
      // The field works without what it offers.
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [value, isAsked]);
  return (
    <>
      <input
        {...more}
        id={id}
        aria-label={label}
        placeholder={placeholder}
        value={value}
        list={`${id}-offered`}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onFocus={() => {
          setAsked(true);
        }}
        onInput={({ currentTarget }) => {
          const name = currentTarget.value.trim();
          // Who types a display name has yet to go on after a space.
          onValue(isTechnical(name) ? name : currentTarget.value);
        }}
      />
      <datalist id={`${id}-offered`}>
        {offered.map(({ apiInstanceName, instanceName }) => (
          <option key={apiInstanceName} value={apiInstanceName}>
            {instanceName}
          </option>
        ))}
      </datalist>
    </>
  );
};
