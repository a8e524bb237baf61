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

/** The client's actions. */
const clientActions = ['requestQr', 'logout', 'delete'] as const;

/** Actions of the phone, of the person who holds it, and of time. */
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

/** Actions that a person can ask for; the rest are the gateway's own and happen automatically. */
export const askable = [...clientActions, ...phoneActions] as const;

/** Everything that can happen to an instance. */
export const actions = [...askable, 'ready', 'stutter', 'link', 'die'] as const;
export type Action = (typeof actions)[number];

/** The outcome of an action: a state, the end of the instance, or a refusal. */
export type Outcome = State | 'deleted' | RefusalCode;

/** Without a phone, there is none to lose. */
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
/** Without a QR, there is none to scan, refuse or expire. */
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

/** For each state and action: the next state, or the refusal. */
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
  linking: {
    ...unlinked,
    ...scannedAlready,
    ...begun,
    requestQr: 'linking',
    unlink: 'closed',
    // What the phone has agreed to is kept: as upstream, a connection that comes back finishes it.
    drop: 'lost',
    link: 'open',
  },
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
