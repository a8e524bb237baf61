import { listingOf } from './listing.js';
import type { Instance } from './instance.js';
import { allowedIn, askable, type Action, type State } from './lifecycle.js';

/** The name of each action for the person who asked for it. */
const called = {
  requestQr: 'GET /instance/qr',
  logout: 'logout',
  delete: 'delete',
  scan: 'scan',
  refuse: 'refuse',
  unlink: 'unlink',
  drop: 'drop',
  reconnect: 'reconnect',
  replace: 'replace',
  expireQr: 'expire-qr',
  exhaust: 'exhaust',
  ready: 'ready',
  stutter: 'stutter',
  link: 'link',
  die: 'die',
} as const satisfies Record<Action, string>;

/** What each state means, to explain why it does not allow something. */
const situation = {
  starting: 'is connecting and has no QR yet',
  pairing: 'is connecting and shows a QR, but no phone is linked',
  expired: 'shows no QR, because pairing has given up (state close)',
  linking: 'was scanned and is linking (state connecting)',
  open: 'is already open',
  dead: 'is already open, though dead',
  lost: 'has lost its connection (state connecting)',
  replaced: 'was replaced by another client (state close)',
  closed: 'is closed and shows no QR',
} as const satisfies Record<State, string>;

/** The actions that a person can ask for in a state. */
export const askableIn = (state: State): readonly Action[] =>
  allowedIn(state).filter((action) => askable.some((one) => one === action));

/** The messages of refusals. */
export const explain = {
  /** @param namesakes the technical names of the instances whose display name was given instead */
  instanceNotFound(namesakes: readonly string[]): string {
    if (namesakes.length === 0) {
      return 'This account has no instance with that technical name; use the apiInstanceName that create returned.';
    }
    return namesakes.length === 1
      ? `"instanceName" must be the technical name (apiInstanceName), which is ${listingOf(namesakes)}, not the display name.`
      : `"instanceName" must be a technical name (apiInstanceName), not a display name; ${String(namesakes.length)} instances have this one: ${listingOf(namesakes)}.`;
  },

  /** @param near the technical names of those whose name differs in what nobody sees */
  nearlyFound: (near: readonly string[], what: 'technical' | 'display'): string =>
    `This account has no instance with exactly that ${what} name; but for case, white space or percent-encoding it is the technical or display name of ${listingOf(near)}.`,

  /** Why what was given as a technical name can be none. */
  noTechnicalName:
    '"instanceName" must be a technical name: the apiInstanceName that create returned, such as t1_mq9r2jov_jakarta_store, not a display name.',

  /** Why a display name does not say which instance is meant. */
  severalInstances: (namesakes: readonly string[]): string =>
    `"displayName" must be that of one instance; ${String(namesakes.length)} have this one: ${listingOf(namesakes)}. Say which by "instanceName".`,

  /** Why an action is not possible in a state, and which ones are. */
  state(instance: Instance, state: State, action: Action): string {
    const possible = askableIn(state)
      .map((one) => called[one])
      .join(', ');
    const { technicalName } = instance;
    return `${technicalName} ${situation[state]}, so ${called[action]} is not possible; possible actions: ${possible}.`;
  },

  /** Why an instance cannot send. */
  cannotSend: ({ technicalName }: Instance, state: State): string =>
    `${technicalName} ${situation[state]}, so it cannot send; only an open instance can.`,

  /** Why nobody can write to an instance. */
  cannotReceive: ({ technicalName }: Instance, state: State): string =>
    `${technicalName} ${situation[state]}, so nobody can write to it.`,

  neverLinks: ({ technicalName }: Instance, scenario: string): string =>
    `${technicalName} never links, because its number picks the scenario ${scenario}, so "linkTime" is not possible.`,

  codeOfOtherNumber: (number: string): string =>
    `This pairing code is for ${number}, so a phone with another number cannot use it; leave "number" out, or scan the QR.`,

  noPhone: (instance: Instance): string =>
    `${instance.technicalName} is a WHATSAPP-BUSINESS instance: it is open from the start, and has no QR and no phone.`,
};
