import type { Instance } from '../../../../shapes.js';
import { act } from '../act.js';
import { countOf, openable } from '../accounts.js';
import { isObject, type Call } from '../call.js';
import { isFrozen } from '../clock.js';
import { chooseKey } from '../key.js';
import { refusal } from '../news.js';
import { go, hrefOf, place, viewLabels, views, type ViewName } from '../route.js';
import { labLabels, labSections } from '../lab/sections.js';
import { instanceActions, isPossible } from '../instances/actions.js';
import { isCreating } from '../instances/create.js';

/** Something that the palette leads to or does. */
export type Entry = {
  readonly id: string;
  readonly kind: 'View' | 'Instance' | 'Action' | 'Lab' | 'Account';
  readonly label: string;
  /** What it means, in a sentence, or where it stands. */
  readonly about?: string;
  /** What it is found by besides its label. */
  readonly words?: string;
  /** What cannot be undone asks so, and takes a second press. */
  readonly asks?: string;
  readonly run: () => void;
};

const viewWords: Readonly<Record<ViewName, string>> = {
  instances: 'QR, state, scan and all that can happen to a phone',
  chats: 'Be the customer: read and answer',
  requests: 'What was asked and answered',
  webhooks: 'Where events go, and how each delivery went',
  lab: 'Faults, scenarios, the clock, snapshots, reset',
};

const viewEntries: readonly Entry[] = views.map((view) => ({
  id: `view ${view}`,
  kind: 'View',
  label: viewLabels[view],
  about: viewWords[view],
  run() {
    go(hrefOf(view));
  },
}));

const sectionEntries: readonly Entry[] = labSections.map((section) => ({
  id: `section ${section}`,
  kind: 'View',
  label: labLabels[section],
  about: 'In the Lab',
  words: 'lab',
  run() {
    go(hrefOf('lab', [section]));
  },
}));

const creation: Entry = {
  id: 'create',
  kind: 'Action',
  label: 'New instance',
  about: 'Opens the form that creates one',
  words: 'create add',
  run() {
    go(hrefOf('instances'));
    isCreating.value = true;
  },
};

/** What the clock says after it was told to move; an answer of another shape says nothing. */
const clockIn = (answer: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> =>
  isObject(answer?.clock) ? answer.clock : {};

const moveClock = async (body: object, words: string): Promise<void> => {
  const answer = await act({ call: { method: 'POST', path: '_emulator/clock', body }, words }, isObject);
  const { frozen, stoppedShort } = clockIn(answer);
  if (stoppedShort === true) refusal.value = 'Too much was due, so the clock stopped on the way. Go on from there.';
  if ('run' in body && frozen === true)
    refusal.value = 'This clock belongs to the program that started the emulator; only that can move it.';
};
const clockEntry = (label: string, about: string, body: object): Entry => ({
  id: `clock ${label}`,
  kind: 'Lab',
  label,
  about,
  words: 'clock time',
  run() {
    void moveClock(body, label);
  },
});
const labEntry = (label: string, about: string, call: Call, more: Partial<Entry> = {}): Entry => ({
  id: `lab ${label}`,
  kind: 'Lab',
  label,
  about,
  run() {
    void act({ call, words: label }, isObject);
  },
  ...more,
});

const labEntries = (): readonly Entry[] => [
  isFrozen()
    ? clockEntry('Let the clock run', 'From where it is', { run: true })
    : clockEntry('Freeze the clock', 'It moves only when told to', { freeze: true }),
  clockEntry('Advance 45 s', 'What falls due on the way happens', { advance: '45s' }),
  clockEntry('Advance 1 min', 'What falls due on the way happens', { advance: '1m' }),
  clockEntry('Advance 1 h', 'What falls due on the way happens', { advance: '1h' }),
  clockEntry('Advance 1 day', 'What falls due on the way happens', { advance: '24h' }),
  labEntry('Remove all faults', 'Nothing answers in place of an operation any more', {
    method: 'DELETE',
    path: '_emulator/faults',
  }),
  labEntry('Remove all delivery faults', 'Deliveries go out whole, in order and in time', {
    method: 'DELETE',
    path: '_emulator/delivery-faults',
  }),
  labEntry(
    'Reset the account',
    'Drops all that it has: instances, messages, webhooks, faults',
    { method: 'POST', path: '_emulator/reset' },
    { asks: 'Really reset the account?' },
  ),
];

const instanceEntry = ({ apiInstanceName, instanceName, phase }: Instance): Entry => ({
  id: `instance ${apiInstanceName}`,
  kind: 'Instance',
  label: instanceName,
  about: `${phase} · ${apiInstanceName}`,
  words: apiInstanceName,
  run() {
    go(hrefOf('instances', [apiInstanceName]));
  },
});
const chatsEntry = ({ apiInstanceName, instanceName }: Instance): Entry => ({
  id: `chats ${apiInstanceName}`,
  kind: 'Instance',
  label: `Chats: ${instanceName}`,
  about: apiInstanceName,
  words: apiInstanceName,
  run() {
    go(hrefOf('chats', [apiInstanceName]));
  },
});
const actionEntries = (one: Instance): readonly Entry[] =>
  instanceActions
    .filter((action) => isPossible(action, one))
    .map((action) => ({
      id: `${action.name} ${one.apiInstanceName}`,
      kind: 'Action',
      label: `${action.label}: ${one.instanceName}`,
      about: action.about,
      words: one.apiInstanceName,
      ...(action.asks === undefined ? {} : { asks: `${action.asks} ${one.instanceName}` }),
      run() {
        const words = `${action.label}: ${one.instanceName}`;
        void act({ call: action.callFor(one.apiInstanceName), words }, isObject);
      },
    }));

const accountEntries = (): readonly Entry[] =>
  openable.value.map(({ account, key }) => ({
    id: `account ${String(account.number)}`,
    kind: 'Account',
    label: `Account ${String(account.number)} ${account.key}`,
    about: countOf(account),
    words: 'key switch',
    run() {
      chooseKey(key);
      // What was opened belongs to the other account.
      go(hrefOf(place.peek().view));
    },
  }));

const keyEntry: Entry = {
  id: 'key',
  kind: 'Account',
  label: 'Type another API key',
  about: 'Each key has an account of its own',
  words: 'account switch',
  run() {
    const input = document.getElementById('key');
    if (!(input instanceof HTMLInputElement)) return;
    input.focus();
    input.select();
  },
};

/** Everything that the palette offers, with these instances; of `opened` the actions come first. */
export const entriesFor = (instances: readonly Instance[], opened: string | undefined): readonly Entry[] => {
  const current = instances.filter(({ apiInstanceName }) => apiInstanceName === opened);
  return [
    ...current.flatMap(actionEntries),
    ...viewEntries,
    ...instances.map(instanceEntry),
    creation,
    ...sectionEntries,
    ...labEntries(),
    ...accountEntries(),
    keyEntry,
    ...instances.filter((one) => !current.includes(one)).flatMap(actionEntries),
    ...instances.map(chatsEntry),
  ];
};

/** Words of which no instance is to be searched by, unless there are no others. */
export const commandWords: ReadonlySet<string> = new Set(
  [...viewEntries, ...sectionEntries, creation, ...labEntries(), keyEntry]
    .map(({ label }) => label)
    .concat(instanceActions.map(({ label }) => label))
    .flatMap((label) => label.toLowerCase().split(' ')),
);
