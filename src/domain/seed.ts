import type { Account } from './account.js';
import type { Accounts } from './accounts.js';
import { copyOf } from './copy.js';
import { defaultProfile, startCourse } from './course.js';
import type { GivenProfile } from './events.js';
import type { DeliveryFault, Fault } from '../shapes.js';
import { rulesOf, type Instance } from './instance.js';
import type { InstanceRules } from './instances.js';
import type { State } from './lifecycle.js';
import { buildInstance, type NewInstance } from './new-instance.js';
import type { Transitions } from './transitions.js';
import type { WebhookInput } from './webhooks.js';

/** A seeded instance, already validated. */
type SeedInstance = NewInstance & {
  /** Without it, the instance starts like one that was just created, with its course ahead of it. */
  readonly state: State | undefined;
  readonly phone: GivenProfile;
  readonly technicalName: string | undefined;
  /** Whom it knows already, each once. */
  readonly contacts: readonly { readonly jid: string; readonly pushName: string }[];
  /** What it sent and received before, oldest first. */
  readonly messages: readonly PastMessage[];
};

/** A text from before the start. */
export type PastMessage = {
  /** The address of the other side. */
  readonly jid: string;
  /** Who wrote it, by number; `null` if the instance sent it. */
  readonly author: string | null;
  readonly text: string;
};

/** What an account starts with, also after each reset; already validated. */
export type SeedAccount = {
  readonly key: string;
  /** Milliseconds since 1970; without it, the clock is like that of any new account. */
  readonly now: number | undefined;
  readonly frozen: boolean | undefined;
  readonly instances: readonly SeedInstance[];
  readonly faults: readonly Fault[];
  readonly deliveryFaults: readonly DeliveryFault[];
  /** `instance` counts the instances above from 0. */
  readonly webhooks: readonly (Omit<WebhookInput, 'instance'> & {
    readonly url: string;
    readonly instance: number | undefined;
  })[];
};

/** The states in which a phone is linked. */
export const linkedStates: readonly State[] = ['linking', 'open', 'dead', 'lost', 'replaced'];

/** A new instance as if everything that leads to this state had just happened to it. */
const inState = (
  account: Account,
  fresh: Instance,
  state: State,
  rules: InstanceRules,
  phone: GivenProfile,
): Instance => {
  if (fresh.integration === 'WHATSAPP-BUSINESS') return fresh;
  const { pairing } = fresh;
  const own = rulesOf(fresh, rules);
  const otherwise = defaultProfile(account, fresh);
  return {
    ...fresh,
    state: state === 'expired' ? 'pairing' : state,
    profile: linkedStates.includes(state)
      ? { number: phone.number ?? otherwise.number, name: phone.name ?? otherwise.name }
      : null,
    pairing: {
      ...pairing,
      startedAt: state === 'expired' ? pairing.startedAt - own.qrLimit * own.qrTtl : pairing.startedAt,
      generation: state === 'closed' ? pairing.generation + 1 : pairing.generation,
    },
  };
};

/**
 * Fills a new account with its seed. No webhook is notified.
 * @param serverUrl the server URL in the deliveries of its webhooks
 * @param plant puts a message where it would be, had it been sent or received before
 */
export const applySeed = (
  accounts: Accounts,
  transitions: Transitions,
  rules: InstanceRules,
  account: Account,
  { now, frozen, instances, webhooks, faults, deliveryFaults }: SeedAccount,
  serverUrl: string,
  plant: (account: Account, instance: Instance, past: PastMessage) => void,
): void => {
  const { clock } = account;
  // Frozen first: a clock that runs would go on before it stands still.
  if (frozen === true) clock.freeze();
  if (frozen === false) clock.run();
  if (now !== undefined) clock.moveTo(now);
  const names = instances.map(({ state, phone, technicalName, contacts, messages, ...rest }) => {
    const fresh = buildInstance(account, rest, technicalName);
    accounts.keep(account, state === undefined ? fresh : inState(account, fresh, state, rules, phone));
    if (state === undefined && fresh.integration !== 'WHATSAPP-BUSINESS')
      startCourse(transitions, account, fresh, rules);
    for (const { jid, pushName } of contacts)
      Object.assign(account.mail.contact(fresh.technicalName, jid, clock.now()), { pushName, isKnown: true });
    for (const past of messages) plant(account, fresh, past);
    return fresh.technicalName;
  });
  if (faults.length > 0) account.faults.set(copyOf(faults));
  if (deliveryFaults.length > 0) account.deliveryFaults.set(copyOf(deliveryFaults));
  for (const { instance, ...webhook } of webhooks) {
    const name = instance === undefined ? undefined : names[instance];
    account.webhooks.create({ ...webhook, instance: name }, serverUrl, clock.now());
  }
};
