import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { act, showCurl } from '../act.js';
import { isObject, type Call } from '../call.js';
import { useFormProblem } from '../form-problem.js';
import { Popover } from '../popover.js';
import { go, hrefOf } from '../route.js';
import { instancePath, STATUS } from './room.js';

const kinds = { person: 'A person', group: 'In a group', status: 'Status update' } as const;
type Kind = keyof typeof kinds;
const isKind = (value: string): value is Kind => value in kinds;

type Typed = {
  readonly kind: Kind;
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

const labels = {
  from: 'Number, with country code',
  pushName: 'Name',
  group: 'Group',
  text: 'Text',
} as const;
const hints: Readonly<Partial<Record<keyof typeof labels, string>>> = {
  pushName: 'By default the one that they had, or an invented one.',
};

const callFor = (name: string, { kind, from, pushName, group, text }: Typed): Call => ({
  method: 'POST',
  path: `${instancePath(name)}/${kind === 'status' ? 'status' : 'receive'}`,
  body: {
    from: from.trim().replace(/^\+/, ''),
    ...(pushName === '' ? {} : { pushName }),
    ...(kind === 'group' ? { group: group.trim() } : {}),
    type: 'text',
    text,
  },
});

const addressOf = ({ kind, from, group }: Typed): string =>
  kind === 'status' ? STATUS : kind === 'group' ? group.trim() : `${from.trim().replace(/^\+/, '')}@s.whatsapp.net`;

/** Anybody writes to the instance. */
export const NewChat = (props: {
  readonly at: Element;
  readonly name: string;
  readonly onClose: () => void;
}): JSX.Element => {
  const { name } = props;
  const [typed, setTyped] = useState(start);
  const { problem, wrong, say } = useFormProblem(labels);
  const set = (more: Partial<Typed>): void => {
    const next = { ...typed, ...more };
    setTyped(next);
    showCurl('Write to the instance', callFor(name, next));
  };
  const field = (key: keyof typeof labels): JSX.Element => (
    <label key={key}>
      {labels[key]}
      <input
        name={key}
        autocomplete="off"
        inputMode={key === 'from' ? 'numeric' : 'text'}
        value={typed[key]}
        aria-invalid={wrong.includes(key)}
        onInput={({ currentTarget }) => {
          set({ [key]: currentTarget.value });
        }}
      />
      {hints[key] !== undefined && <span class="hint">{hints[key]}</span>}
    </label>
  );
  return (
    <Popover at={props.at} label="Write to the instance" class="chats-form" onClose={props.onClose}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void act({ call: callFor(name, typed), words: 'Sent', say }, isObject).then((answer) => {
              if (answer === undefined) return;
              close();
              go(hrefOf('chats', [name, addressOf(typed)]));
            });
          }}
        >
          <h2>Somebody writes</h2>
          <fieldset>
            <legend class="unseen">Where</legend>
            {Object.entries(kinds).map(([kind, words]) => (
              <label key={kind} class="check">
                <input
                  type="radio"
                  name="kind"
                  checked={typed.kind === kind}
                  onChange={() => {
                    if (isKind(kind)) set({ kind });
                  }}
                />
                {words}
              </label>
            ))}
          </fieldset>
          {field('from')}
          {field('pushName')}
          {typed.kind === 'group' && field('group')}
          {field('text')}
          {problem !== '' && (
            <p class="message" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="primary" disabled={typed.text === ''}>
            Send
          </button>
        </form>
      )}
    </Popover>
  );
};
