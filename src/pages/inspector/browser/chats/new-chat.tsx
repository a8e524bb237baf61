import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { RadioField, TextField } from '../forms/fields.js';
import { createForm, FormElement, FormEnd, keptForms } from '../forms/form.js';
import { Popover } from '../popover.js';
import { go, hrefOf } from '../route.js';
import { STATUS, writing, type Room } from './room.js';

type Typed = {
  readonly kind: Room['kind'];
  readonly from: string;
  readonly pushName: string;
  readonly group: string;
  readonly text: string;
};
const start: Typed = {
  kind: 'person',
  from: '6281298765432',
  pushName: '',
  group: '120363025246125486@g.us',
  text: '',
};

const numberOf = ({ from }: Typed): string => from.replace(/^\s*\+|\s/g, '');

const addressOf = (typed: Typed): string =>
  typed.kind === 'status' ? STATUS : typed.kind === 'group' ? typed.group.trim() : `${numberOf(typed)}@s.whatsapp.net`;

const formFor = keptForms(
  (name: string) =>
    createForm({
      id: 'chat',
      start,
      about: 'Write to the instance',
      callOf: (typed) => {
        const { kind, pushName, text } = typed;
        const author = { from: numberOf(typed), pushName: pushName || undefined };
        return writing({ name, jid: addressOf(typed), number: null, kind }, author, { type: 'text', text });
      },
      labels: { from: 'Number, with country code', pushName: 'Name', group: 'Group', text: 'Text' },
    }),
  (name) => name,
);

/** Anybody writes to the instance. */
export const NewChat = ({
  name,
  ...popover
}: {
  readonly at: Element;
  readonly name: string;
  readonly onClose: () => void;
}): JSX.Element => {
  const [form] = useState(() => formFor(name));
  const typed = form.values.value;
  return (
    <Popover {...popover} label="Write to the instance" class="chats-form">
      {(close) => (
        <FormElement
          form={form}
          words="Sent"
          onDone={(_, sent) => {
            close();
            go(hrefOf('chats', [name, addressOf(sent)]));
          }}
        >
          <h2>Somebody writes</h2>
          <RadioField
            form={form}
            field="kind"
            label="Where"
            choices={{ person: 'A person', group: 'In a group', status: 'Status update' }}
          />
          <TextField form={form} field="from" inputMode="numeric" />
          <TextField form={form} field="pushName" hint="By default the one that they had, or an invented one." />
          {typed.kind === 'group' && <TextField form={form} field="group" />}
          <TextField form={form} field="text" />
          <FormEnd form={form} send="Send" disabled={typed.text === ''} />
        </FormElement>
      )}
    </Popover>
  );
};
