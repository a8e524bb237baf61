import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { TextField } from '../forms/fields.js';
import { createForm, FormElement, FormEnd, keptForms } from '../forms/form.js';
import { numberIn } from '../forms/numbers.js';
import { Popover } from '../popover.js';
import { writing } from './room.js';
import type { Talk } from './talk.js';

const formFor = keptForms(
  ({ room, author }: Talk) =>
    createForm({
      id: 'location',
      start: { latitude: '-6.1754', longitude: '106.8272', name: 'Monas', address: '' },
      about: 'Send a location as the customer',
      callOf: ({ latitude, longitude, name, address }) =>
        writing(room, author(), {
          type: 'location',
          latitude: numberIn(latitude),
          longitude: numberIn(longitude),
          ...(name === '' ? {} : { name }),
          ...(address === '' ? {} : { address }),
        }),
      labels: {
        latitude: 'Degrees north',
        longitude: 'Degrees east',
        name: 'What is there',
        address: 'Address',
        from: 'Write as',
      },
    }),
  ({ room }) => room,
);

/** Where the customer says that they are. */
export const LocationForm = ({
  talk,
  ...popover
}: {
  readonly at: Element;
  readonly talk: Talk;
  readonly onClose: () => void;
}): JSX.Element => {
  const [form] = useState(() => formFor(talk));
  return (
    <Popover {...popover} label="Send a location" class="chats-form">
      {(close) => (
        <FormElement form={form} words="Sent a location" onDone={close}>
          <h2>A location</h2>
          <TextField form={form} field="latitude" inputMode="decimal" />
          <TextField form={form} field="longitude" inputMode="decimal" />
          <TextField form={form} field="name" />
          <TextField form={form} field="address" />
          <FormEnd form={form} send="Send" />
        </FormElement>
      )}
    </Popover>
  );
};
