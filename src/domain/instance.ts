import type { Profile } from './events.js';
import { shownState, type ShownState, type State } from './lifecycle.js';
import { pairingCodeAt, qrEnd, qrNumberAt, qrSeed, qrText, type Pairing, type Qr, type QrRules } from './pairing.js';
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
  /** The scenario that its number picked. */
  readonly scenario: Scenario | undefined;
};

/** The ranks of an instance's alarms: by age of the instance; first the end of the QR, then the course. */
export const rotationRank = ({ sequence }: Instance): number => 2 * sequence;
export const courseRank = ({ sequence }: Instance): number => 2 * sequence + 1;

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
  const seed = qrSeed(secret, position);
  return {
    code: qrText(secret, position, seed),
    pairingCode: instance.number === null ? null : pairingCodeAt(secret, position, seed),
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
