import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { act, showCurl } from '../act.js';
import { isObject } from '../call.js';
import { useFormProblem } from '../form-problem.js';
import { Popover } from '../popover.js';
import { writing } from './room.js';
import type { Talk } from './talk.js';

const fields = [
  { name: 'latitude', label: 'Degrees north' },
  { name: 'longitude', label: 'Degrees east' },
  { name: 'name', label: 'What is there' },
  { name: 'address', label: 'Address' },
] as const;
const labels = { ...Object.fromEntries(fields.map(({ name, label }) => [name, label])), from: 'Write as' };
type Name = (typeof fields)[number]['name'];

const start: Readonly<Record<Name, string>> = {
  latitude: '-6.1754',
  longitude: '106.8272',
  name: 'Monas',
  address: '',
};

/** A number as people write it, or what they wrote, for the emulator to refuse. */
const numberOr = (text: string): number | string => {
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || Number.isNaN(number) ? text : number;
};

/** Where the customer says that they are. */
export const LocationForm = (props: {
  readonly at: Element;
  readonly talk: Talk;
  readonly onClose: () => void;
}): JSX.Element => {
  const { talk } = props;
  const [typed, setTyped] = useState(start);
  const { problem, wrong, say } = useFormProblem(labels);
  const callFor = ({ latitude, longitude, name, address }: typeof typed) =>
    writing(talk.room, talk.author(), {
      type: 'location',
      latitude: numberOr(latitude),
      longitude: numberOr(longitude),
      ...(name === '' ? {} : { name }),
      ...(address === '' ? {} : { address }),
    });
  return (
    <Popover at={props.at} label="Send a location" class="chats-form" onClose={props.onClose}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void act({ call: callFor(typed), words: 'Sent a location', say }, isObject).then((answer) => {
              if (answer !== undefined) close();
            });
          }}
        >
          <h2>A location</h2>
          {fields.map(({ name, label }) => (
            <label key={name}>
              {label}
              <input
                name={name}
                value={typed[name]}
                autocomplete="off"
                inputMode={name === 'latitude' || name === 'longitude' ? 'decimal' : 'text'}
                aria-invalid={wrong.includes(name)}
                onInput={({ currentTarget }) => {
                  const next = { ...typed, [name]: currentTarget.value };
                  setTyped(next);
                  showCurl('Send a location as the customer', callFor(next));
                }}
              />
            </label>
          ))}
          {problem !== '' && (
            <p class="message" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="primary">
            Send
          </button>
        </form>
      )}
    </Popover>
  );
};
