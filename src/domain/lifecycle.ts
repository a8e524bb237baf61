import type { RefusalCode } from './refusals.js';

/** The states of an instance, finer than the three that the original shows. */
export const states = [
  'starting',
  'pairing',
  'expired',
  'linking',
  'open',
  'dead',
  'lost',
  'replaced',
  'closed',
] as const;
export type State = (typeof states)[number];

/** What the client does. */
const clientActions = ['requestQr', 'logout', 'delete'] as const;

/** What the phone does, the person who holds it, or time in their stead. */
export const phoneActions = [
  'scan',
  'refuse',
  'unlink',
  'drop',
  'reconnect',
  'replace',
  'expireQr',
  'exhaust',
] as const;
export type PhoneAction = (typeof phoneActions)[number];

/** What a person can ask for; the rest is the gateway's own and happens by itself. */
export const askable = [...clientActions, ...phoneActions] as const;

/** All that can happen to an instance. */
export const actions = [...askable, 'ready', 'stutter', 'link', 'die'] as const;
export type Action = (typeof actions)[number];

/** What an action leads to: a state, the end of the instance, or a refusal. */
export type Outcome = State | 'deleted' | RefusalCode;

/** Without a phone there is none to lose. */
const unlinked = {
  logout: 'notConnected',
  delete: 'deleted',
  unlink: 'notLinked',
  drop: 'notLinked',
  reconnect: 'notLinked',
  replace: 'notLinked',
  link: 'notNow',
  die: 'notLinked',
} as const;
/** Where no QR is shown, none can be scanned, refused or expired. */
const withoutQr = {
  scan: 'noCurrentQr',
  refuse: 'noCurrentQr',
  expireQr: 'noCurrentQr',
  exhaust: 'noCurrentQr',
} as const;
const scannedAlready = {
  scan: 'alreadyOpen',
  refuse: 'alreadyOpen',
  expireQr: 'alreadyOpen',
  exhaust: 'alreadyOpen',
} as const;
const begun = { ready: 'notNow', stutter: 'notNow' } as const;
const linked = { ...scannedAlready, ...begun, logout: 'closed', unlink: 'closed', link: 'notNow' } as const;
const connected = { ...linked, delete: 'stillConnected', drop: 'lost', replace: 'replaced' } as const;

/** What a state becomes by an action, or why it does not. */
export const lifecycle = {
  starting: { ...unlinked, ...withoutQr, requestQr: 'starting', ready: 'pairing', stutter: 'starting' },
  pairing: {
    ...unlinked,
    ...begun,
    requestQr: 'pairing',
    scan: 'linking',
    refuse: 'pairing',
    expireQr: 'pairing',
    exhaust: 'expired',
  },
  expired: { ...unlinked, ...withoutQr, ...begun, requestQr: 'pairing' },
  linking: { ...unlinked, ...scannedAlready, ...begun, requestQr: 'linking', unlink: 'closed', link: 'open' },
  open: { ...connected, requestQr: 'open', reconnect: 'notNow', die: 'dead' },
  dead: { ...connected, requestQr: 'dead', reconnect: 'open', die: 'notNow' },
  lost: {
    ...linked,
    requestQr: 'lost',
    delete: 'deleted',
    drop: 'notNow',
    reconnect: 'open',
    replace: 'replaced',
    die: 'notNow',
  },
  replaced: {
    ...linked,
    requestQr: 'open',
    delete: 'deleted',
    drop: 'notNow',
    reconnect: 'open',
    replace: 'notNow',
    die: 'notNow',
  },
  closed: { ...unlinked, ...withoutQr, ...begun, requestQr: 'pairing' },
} as const satisfies Record<State, Record<Action, Outcome>>;

/** The state as the original shows it. */
export const shownState = {
  starting: 'connecting',
  pairing: 'connecting',
  expired: 'close',
  linking: 'connecting',
  open: 'open',
  dead: 'open',
  lost: 'connecting',
  replaced: 'close',
  closed: 'close',
} as const satisfies Record<State, 'connecting' | 'open' | 'close'>;

export type ShownState = (typeof shownState)[State];

/** Whether an outcome is a state rather than the end of the instance or a refusal. */
export const isState = (outcome: Outcome): outcome is State => states.some((state) => state === outcome);

/** The actions that the table allows in a state, in its order. */
export const allowedIn = (state: State): readonly Action[] =>
  actions.filter((action) => {
    const outcome = lifecycle[state][action];
    return isState(outcome) || outcome === 'deleted';
  });
