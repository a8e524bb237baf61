import type { Account } from './account.js';
import type { Accounts } from './accounts.js';
import { createAnnouncements } from './announcements.js';
import type { Profile } from './events.js';
import { expiryOf, qrAt, qrEndAt, rotationRank, rulesOf, shownStateAt, stateAt, type Instance } from './instance.js';
import { isState, lifecycle, type Action, type ShownState, type State } from './lifecycle.js';
import { qrEnd, qrNumberAt, type Pairing, type Qr, type QrRules } from './pairing.js';
import { askableIn, explain } from './reasons.js';
import { Refusal } from './refusals.js';

/** An instance at one moment: what is kept and what follows from the time. */
export type InstanceNow = Instance & {
  readonly fineState: State;
  readonly shownState: ShownState;
  /** The current QR; drawn up only when asked for, since most readers do not need it. */
  readonly qr: () => Qr | undefined;
  /** When the clock says it is, in milliseconds since 1970. */
  readonly now: number;
  /** Whether the clock moves only when told to. */
  readonly isFrozen: boolean;
};

/** Finds instances, changes their state and tells of it: the one way in which any of that is done. */
export type Transitions = ReturnType<typeof createTransitions>;

/** How many instances' QRs are told of when they change by themselves and nobody listens. */
const MOST_FOLLOWED = 100;

export const createTransitions = (accounts: Accounts, rules: QrRules) => {
  const at = (account: Account, instance: Instance): InstanceNow => {
    const now = account.clock.now();
    const fineState = stateAt(instance, rules, now);
    // Member by member, because a spread is slow and this is done for every answer.
    return {
      sequence: instance.sequence,
      technicalName: instance.technicalName,
      displayName: instance.displayName,
      integration: instance.integration,
      number: instance.number,
      settings: instance.settings,
      createdAt: instance.createdAt,
      updatedAt: fineState === 'expired' ? expiryOf(instance, rules) : instance.updatedAt,
      state: instance.state,
      pairing: instance.pairing,
      profile: instance.profile,
      scenario: instance.scenario,
      fineState,
      shownState: shownStateAt(instance, rules, now),
      qr: () => qrAt(account.secret, instance, rules, now),
      now,
      isFrozen: account.clock.isFrozen(),
    };
  };

  const find = (key: string, name: string): { readonly account: Account; readonly instance: Instance } => {
    const account = accounts.find(key);
    const instance = account?.instances.get(name);
    if (account !== undefined && instance !== undefined) return { account, instance };
    throw new Refusal(
      'instanceNotFound',
      explain.instanceNotFound(account === undefined ? [] : namesakesOf(account, name.trim())),
    );
  };

  const { tellQr, tellAction } = createAnnouncements(rules);

  /** The QR's rotation is an event: for all while somebody listens, else for a few, so that the list of events has it. */
  const follow = (account: Account, name: string): void => {
    account.rotations.get(name)?.();
    account.rotations.delete(name);
    const instance = account.instances.get(name);
    // Whoever stops to watch an account that was reset must not set it going again.
    if (instance === undefined || !accounts.isCurrent(account)) return;
    const isWanted = account.listeners.size > 0 || account.watchers.has(name);
    if (!isWanted && account.rotations.size >= MOST_FOLLOWED) return;
    const end = qrEndAt(instance, rules, account.clock.now());
    if (end === undefined) return;
    const rotate = (): void => {
      account.rotations.delete(name);
      tellQr(account, instance);
      account.watchers.tell(name);
      follow(account, name);
    };
    const cancel = account.clock.at(end, rotate, rotationRank(instance));
    account.rotations.set(name, cancel);
  };

  /** Keeps the changed instance and tells all who want to know. */
  const change = (account: Account, after: Instance, before: State, action: Action): void => {
    accounts.keep(account, after);
    follow(account, after.technicalName);
    tellAction(account, after, before, action);
    // Linking follows a scan at once: to show it would be a flicker.
    if (action !== 'scan' || after.scenario?.quirk === 'neverLinks') account.watchers.tell(after.technicalName);
  };

  return {
    at,
    /**
     * What an account does not have does not exist for it: the refusal is the same as for a name that nobody has.
     * @throws {Refusal} `instanceNotFound`
     */
    find,
    /** Lets the rotation of this instance's QR happen from now on if somebody listens. */
    follow,
    /** The same for all instances of an account: others listen now, or the clock has moved. */
    followAll: (account: Account): void => {
      for (const name of account.instances.keys()) follow(account, name);
    },
    change,
    /**
     * Changes an instance by the table of the lifecycle, and tells of it.
     * @param profile the phone, for the actions that link one
     * @throws {Refusal} as the table says
     */
    act: (
      account: Account,
      instance: Instance,
      action: Action,
      profile: Profile | null = instance.profile,
    ): InstanceNow => {
      const now = account.clock.now();
      const before = stateAt(instance, rules, now);
      const outcome = lifecycle[before][action];
      if (!isState(outcome)) {
        if (outcome === 'deleted') throw new Error('Deleting is not a change of state.');
        throw new Refusal(outcome, explain.state(instance, before, action), {
          state: before,
          allowed: askableIn(before),
        });
      }
      const own = rulesOf(instance, rules);
      const { pairing } = instance;
      const isOver = outcome === 'closed';
      const isAnew = action === 'requestQr' && outcome === 'pairing' && before !== 'pairing';
      const after: Instance = {
        ...instance,
        updatedAt: outcome === before ? instance.updatedAt : now,
        // An expired pairing is one whose QRs have all had their time; no state is kept for it.
        state:
          outcome === 'expired'
            ? 'pairing'
            : isAnew && instance.scenario?.startsWithoutQr === true
              ? 'starting'
              : outcome,
        profile: isOver ? null : profile,
        pairing: {
          ordinal: isAnew ? pairing.ordinal + 1 : pairing.ordinal,
          // Who was logged out comes back with keys of its own.
          generation: isOver ? pairing.generation + 1 : pairing.generation,
          startedAt: startOf(action, isAnew, pairing, own, now),
          refused: action === 'refuse' ? qrNumberAt(pairing, own, now) : isAnew || isOver ? null : pairing.refused,
        },
      };
      change(account, after, before, action);
      return at(account, after);
    },
  };
};

/** The technical names of the instances with this display name, for those who mistook one for the other. */
const namesakesOf = (account: Account, displayName: string): readonly string[] => {
  const names: string[] = [];
  for (const one of account.instances.values()) if (one.displayName === displayName) names.push(one.technicalName);
  return names;
};

/** When the pairing counts as started: a QR that ends before its time moves the start back. */
const startOf = (action: Action, isAnew: boolean, pairing: Pairing, rules: QrRules, now: number): number => {
  if (isAnew || action === 'ready') return now;
  if (action === 'exhaust') return now - rules.qrLimit * rules.qrTtl;
  if (action !== 'expireQr' && action !== 'refuse') return pairing.startedAt;
  // By what is left of the current QR; under a clock that was set back that may be more than a life.
  return pairing.startedAt - (qrEnd(pairing, rules, qrNumberAt(pairing, rules, now)) - now);
};
