import type { Profile } from './events.js';
import { lifecycle, shownState, type Action, type Outcome, type ShownState, type State } from './lifecycle.js';
import { pairingCodeAt, qrEnd, qrNumberAt, qrText, type Pairing, type Qr, type QrRules } from './pairing.js';
import type { Scenario } from './scenario.js';

export const integrations = ['WHATSAPP-BAILEYS', 'WHATSAPP-BUSINESS'] as const;
export type Integration = (typeof integrations)[number];

/** The settings that a client can switch on or off. */
export type InstanceSettings = {
  readonly rejectCalls: boolean;
  readonly ignoreGroups: boolean;
  readonly alwaysOnline: boolean;
  readonly readMessages: boolean;
  readonly readStatus: boolean;
};

/** An instance as it is stored. What follows from the time is computed: see `stateAt` and `qrAt`. */
export type Instance = {
  /** Its number within the account, from 1. */
  readonly sequence: number;
  readonly technicalName: string;
  readonly displayName: string;
  readonly integration: Integration;
  /** As given at create: with country code, digits only; `null` if none was given. */
  readonly number: string | null;
  readonly settings: InstanceSettings;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly state: Exclude<State, 'expired'>;
  readonly pairing: Pairing;
  /** The phone; `null` while none is linked. */
  readonly profile: Profile | null;
  /** When it opens by itself, in milliseconds since 1970: while it is linking, unless it never does. */
  readonly linksAt?: number | undefined;
  /** The scenario that its number picked. */
  readonly scenario: Scenario | undefined;
};

/** The ranks of an instance's alarms: by age of the instance; first the end of the QR, then the link, then the course. */
export const rotationRank = ({ sequence }: Instance): number => 3 * sequence;
export const linkRank = ({ sequence }: Instance): number => 3 * sequence + 1;
export const courseRank = ({ sequence }: Instance): number => 3 * sequence + 2;

/** The rules of this instance: a scenario has its own, so that its course is the same under any settings. */
export const rulesOf = (instance: Instance, rules: QrRules): QrRules => instance.scenario ?? rules;

/** The state at `now`: a pairing that nobody completed expires without any action. */
export const stateAt = (instance: Instance, rules: QrRules, now: number): State =>
  instance.state === 'pairing' &&
  qrNumberAt(instance.pairing, rulesOf(instance, rules), now) > rulesOf(instance, rules).qrLimit
    ? 'expired'
    : instance.state;

/** When the pairing gives up, or gave up. */
export const expiryOf = (instance: Instance, rules: QrRules): number => {
  const own = rulesOf(instance, rules);
  return qrEnd(instance.pairing, own, own.qrLimit);
};

export const shownStateAt = (instance: Instance, rules: QrRules, now: number): ShownState =>
  shownState[stateAt(instance, rules, now)];

/** Whether the link follows a scan at once: neither later nor never. */
export const linksAtOnce = ({ linksAt, scenario }: Instance): boolean =>
  linksAt === undefined && scenario?.quirk !== 'neverLinks';

/** What an action leads to: what the table says, but what never links is never open. */
export const outcomeOf = ({ scenario }: Instance, state: State, action: Action): Outcome => {
  const outcome = lifecycle[state][action];
  return outcome === 'open' && scenario?.quirk === 'neverLinks' ? 'linking' : outcome;
};

/** The number that its pairing codes are for, and the phone that links unless another one says so; `null` for none. */
export const pairingNumber = ({ pairing, number }: Instance): string | null => pairing.number ?? number;

/** The current QR, or the first one of its pairing; `undefined` if none is current. */
export const qrAt = (
  secret: string,
  instance: Instance,
  rules: QrRules,
  now: number,
  which: 'current' | 'first' = 'current',
): Qr | undefined => {
  if (stateAt(instance, rules, now) !== 'pairing') return undefined;
  const { sequence, pairing } = instance;
  const own = rulesOf(instance, rules);
  const number = which === 'first' ? 1 : qrNumberAt(pairing, own, now);
  const position = { sequence, generation: pairing.generation, ordinal: pairing.ordinal, number };
  return {
    code: qrText(secret, position),
    pairingCode: pairingNumber(instance) === null ? null : pairingCodeAt(secret, position),
    count: number,
    endsAt: qrEnd(pairing, own, number),
  };
};

/** When the QR that is current at `now` is replaced; `undefined` without one. */
export const qrEndAt = (instance: Instance, rules: QrRules, now: number): number | undefined => {
  if (stateAt(instance, rules, now) !== 'pairing') return undefined;
  const own = rulesOf(instance, rules);
  return qrEnd(instance.pairing, own, qrNumberAt(instance.pairing, own, now));
};
