import type { ClockChange, Instance } from '../../../../shapes.js';
import { act } from '../act.js';
import { countOf, focusKey, openable, openAccount } from '../accounts.js';
import { isObject, type Call } from '../call.js';
import { isFrozen } from '../clock.js';
import { go, hrefOf, place, viewLabels, views, type ViewName } from '../route.js';
import { beginMove, moved, moveOf } from '../lab/moving.js';
import { labLabels, labSections } from '../lab/sections.js';
import { callOf, instanceActions, isPossible } from '../instances/actions.js';
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
  readonly asks?: string | undefined;
  readonly run: () => void;
};

const viewWords: Readonly<Record<ViewName, string>> = {
  instances: 'All that can happen to a phone',
  chats: 'Be the customer: read and answer',
  requests: 'What was asked and answered',
  webhooks: 'Where events go, and each delivery',
  lab: 'Faults, scenarios, the clock, snapshots, reset',
};

/** Something that leads elsewhere. */
const link = (kind: Entry['kind'], href: string, label: string, about: string, words = ''): Entry => ({
  id: href,
  kind,
  label,
  about,
  words,
  run() {
    go(href);
  },
});

const viewEntries = views.map((view) => link('View', hrefOf(view), viewLabels[view], viewWords[view]));
const sectionEntries = labSections.map((section) =>
  link('View', hrefOf('lab', [section]), labLabels[section], 'In the Lab', 'lab'),
);

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

/** Where something came between, the Lab says what, and leads on. */
const moveClock = async (change: ClockChange, words: string): Promise<void> => {
  const answer = await act({ call: moveOf(change), words, onStart: beginMove });
  const { frozen, stoppedShort } = isObject(answer?.clock) ? answer.clock : {};
  if (stoppedShort === true || (change.run === true && frozen === true)) go(hrefOf('lab', ['clock']));
  if (place.peek().rest[0] === 'clock') moved(change, answer);
};
const clockEntry = (label: string, about: string, change: ClockChange): Entry => ({
  id: `clock ${label}`,
  kind: 'Lab',
  label,
  about,
  words: 'clock time',
  run() {
    void moveClock(change, label);
  },
});
const advances = [
  ['45 s', '45s'],
  ['1 min', '1m'],
  ['1 h', '1h'],
  ['1 day', '24h'],
] as const;
const labEntry = (label: string, call: Call, more: Partial<Entry> = {}): Entry => ({
  id: `lab ${label}`,
  kind: 'Lab',
  label,
  run() {
    void act({ call, words: label });
  },
  ...more,
});

const labEntries = (): readonly Entry[] => [
  isFrozen()
    ? clockEntry('Let the clock run', 'From where it is', { run: true })
    : clockEntry('Freeze the clock', 'It moves only when told to', { freeze: true }),
  ...advances.map(([words, advance]) =>
    clockEntry(`Advance ${words}`, 'What falls due on the way happens', { advance }),
  ),
  labEntry('Remove all faults', {
    method: 'DELETE',
    path: '_emulator/faults',
  }),
  labEntry('Remove all delivery faults', {
    method: 'DELETE',
    path: '_emulator/delivery-faults',
  }),
  labEntry(
    'Reset the account',
    { method: 'POST', path: '_emulator/reset' },
    { about: 'Drops all that it has', asks: 'Really reset the account?' },
  ),
];

const instanceEntry = ({ apiInstanceName, instanceName, phase }: Instance): Entry =>
  link(
    'Instance',
    hrefOf('instances', [apiInstanceName]),
    instanceName,
    `${phase} · ${apiInstanceName}`,
    apiInstanceName,
  );
const chatsEntry = ({ apiInstanceName, instanceName }: Instance): Entry =>
  link('Instance', hrefOf('chats', [apiInstanceName]), `Chats: ${instanceName}`, apiInstanceName, apiInstanceName);
const actionEntries = (one: Instance): readonly Entry[] =>
  instanceActions
    .filter((action) => isPossible(action, one))
    .map((action) => ({
      id: `${action.name} ${one.apiInstanceName}`,
      kind: 'Action',
      label: `${action.label}: ${one.instanceName}`,
      about: action.about,
      words: one.apiInstanceName,
      asks: action.asks && `${action.asks} ${one.instanceName}`,
      run() {
        const words = `${action.label}: ${one.instanceName}`;
        void act({ call: callOf(action, one.apiInstanceName), words });
      },
    }));

const accountEntries = (): readonly Entry[] =>
  openable.value.map((account) => ({
    id: `account ${String(account.number)}`,
    kind: 'Account',
    label: `Account ${String(account.number)} ${account.key}`,
    about: countOf(account),
    words: 'key switch',
    run() {
      void openAccount(account);
    },
  }));

const keyEntry: Entry = {
  id: 'key',
  kind: 'Account',
  label: 'Type another API key',
  about: 'Any key has an account of its own.',
  words: 'account switch',
  run: focusKey,
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
