import type { Instance } from '../../../shapes.js';
import { announce, set, setHidden, setText } from '../../browser/elements.js';
import type { Act } from './act.js';
import { call, isObject } from './call.js';
import { basePath } from './settings.js';

type ActionName = Instance['actions'][number] | 'requestQr';

type Action = {
  readonly name: ActionName;
  readonly label: string;
  readonly about: string;
  /** What the button asks before it does what cannot be undone. */
  readonly asks?: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Of the encoded technical name. */
  readonly path: (name: string) => string;
};

const emulated = (path: string) =>
  ({ method: 'POST', path: (name: string) => `_emulator/instances/${name}/${path}` }) as const;
const documented = <Method extends 'GET' | 'DELETE'>(method: Method, path: string) => ({
  method,
  path: (name: string) => `${basePath}/instance/${path}?instanceName=${name}`,
});

/** What can be done to an instance, in the order of the buttons. */
const actions: readonly Action[] = [
  { name: 'scan', label: 'Scan', about: 'The phone scans the QR.', ...emulated('scan') },
  { name: 'reconnect', label: 'Reconnect', about: 'The connection is found again.', ...emulated('reconnect') },
  {
    name: 'requestQr',
    label: 'Get a new QR',
    about: 'What a client does with GET /instance/qr.',
    ...documented('GET', 'qr'),
  },
  {
    name: 'refuse',
    label: 'Refuse',
    about: 'The phone scans and cannot link; the QR is used up.',
    ...emulated('refuse'),
  },
  { name: 'expireQr', label: 'Expire QR', about: 'The next QR is current at once.', ...emulated('expire-qr') },
  {
    name: 'exhaust',
    label: 'Exhaust',
    about: 'Pairing gives up, as if nobody had scanned in time.',
    ...emulated('exhaust'),
  },
  { name: 'drop', label: 'Drop', about: 'The connection is lost, until Reconnect.', ...emulated('drop') },
  { name: 'replace', label: 'Replace', about: 'Another client takes the session over.', ...emulated('replace') },
  { name: 'unlink', label: 'Unlink', about: 'The device is removed on the phone.', ...emulated('unlink') },
  {
    name: 'logout',
    label: 'Log out',
    about: 'What a client does with DELETE /instance/logout.',
    ...documented('DELETE', 'logout'),
  },
  {
    name: 'delete',
    label: 'Delete',
    about: 'What a client does with DELETE /instance/delete; asks once more.',
    asks: 'Really delete?',
    ...documented('DELETE', 'delete'),
  },
];

/** What one most likely wants. */
const main: Readonly<Partial<Record<Instance['phase'], ActionName>>> = {
  pairing: 'scan',
  expired: 'requestQr',
  closed: 'requestQr',
  dead: 'reconnect',
  lost: 'reconnect',
  replaced: 'reconnect',
};

const isPossible = (name: ActionName, one: Instance): boolean =>
  name === 'requestQr' ? one.state === 'close' && one.integration !== 'WHATSAPP-BUSINESS' : one.actions.includes(name);

/** A button of an instance. */
export type ActionButton = {
  readonly button: HTMLButtonElement;
  /** Whether it comes before the others, since it is what one most likely wants in some phase. */
  readonly isMain: boolean;
  readonly update: (one: Instance) => void;
};

const createButton = (action: Action, technicalName: string, act: Act): ActionButton => {
  const { name, label, about, asks, method, path } = action;
  const button = document.createElement('button');
  let shownName = technicalName;
  let isAsking = false;
  let look = 'calm';
  const ask = (asking: boolean): void => {
    isAsking = asking && asks !== undefined;
    setText(button, isAsking ? (asks ?? label) : label);
    set(button, 'class', isAsking ? `${look} asking` : look);
    set(button, 'aria-label', `${button.textContent}${isAsking ? ' ' : ': '}${shownName}`);
  };
  button.type = 'button';
  button.title = about;
  button.dataset.action = name;
  button.addEventListener('click', ({ detail }) => {
    // What cannot be undone takes a second press, and a double click is one.
    if (asks !== undefined && (!isAsking || detail > 1)) {
      button.focus();
      ask(true);
      announce(`${asks} ${shownName}`);
      return;
    }
    ask(false);
    const body = method === 'POST' ? { body: {} } : {};
    const request = () => call({ method, path: path(encodeURIComponent(technicalName)), ...body }, isObject);
    void act(`${name} ${technicalName}`, request, `${label}: ${shownName}`);
  });
  button.addEventListener('blur', () => {
    ask(false);
  });
  button.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') ask(false);
  });
  return {
    button,
    isMain: Object.values(main).includes(name),
    update(one) {
      shownName = one.instanceName;
      setHidden(button, !isPossible(name, one));
      look = main[one.phase] === name ? 'primary' : 'calm';
      ask(isAsking && !button.hidden);
    },
  };
};

/** The buttons of an instance, in their order. */
export const createButtons = (technicalName: string, act: Act): readonly ActionButton[] =>
  actions.map((action) => createButton(action, technicalName, act));
