import type { Account } from './account.js';
import type { Accounts } from './accounts.js';
import { createAnnouncements } from './announcements.js';
import type { DomainEvent, EventLog, Profile } from './events.js';
import {
  expiryOf,
  linkRank,
  linksAtOnce,
  outcomeOf,
  qrAt,
  qrEndAt,
  rotationRank,
  rulesOf,
  shownStateAt,
  stateAt,
  type Instance,
} from './instance.js';
import { isState, type Action, type ShownState, type State } from './lifecycle.js';
import type { Box } from './mailbox.js';
import { namesakesIn, nearNamesIn } from './naming.js';
import { qrEnd, qrNumberAt, type Pairing, type Qr, type QrRules } from './pairing.js';
import { askableIn, explain } from './reasons.js';
import { Refusal } from './refusals.js';
import { inTurns } from './turns.js';

/** An instance at one moment: what is stored, and what follows from the time. */
export type InstanceNow = Instance & {
  readonly fineState: State;
  readonly shownState: ShownState;
  /** The current QR, or the first one of its pairing; computed only when asked for, since most readers do not need it. */
  readonly qr: (which?: 'current' | 'first') => Qr | undefined;
  /** Its messages; none until there was one. */
  readonly box: () => Box | undefined;
  /** The time by the account's clock, in milliseconds since 1970. */
  readonly now: number;
  /** Whether the clock moves only when told to. */
  readonly isFrozen: boolean;
};

/** Finds instances, changes their state and announces that: the only way to do any of it. */
export type Transitions = ReturnType<typeof createTransitions>;

/** How many instances have the ends of their QRs recorded as events while nobody listens. */
const MOST_FOLLOWED = 100;

/** What an action may bring along. */
type Given = {
  /** The phone, for the actions that link one. */
  readonly profile?: Profile | undefined;
  /** When the link follows a scan, if not at once. */
  readonly linksAt?: number | undefined;
  /** The number that a new pairing is for. */
  readonly number?: string | undefined;
};

/** Those who are told of what becomes of an instance. */
type Followers = {
  /** Its state has changed, and that has been announced. */
  readonly stateChanged: (account: Account, instance: Instance, action: Action) => void;
  /** It is about to be deleted. */
  readonly instanceDeleted: (account: Account, name: string) => void;
};

export const createTransitions = (accounts: Accounts, rules: QrRules, events: EventLog, followers: Followers) => {
  const at = (account: Account, instance: Instance): InstanceNow => {
    const now = account.clock.now();
    const fineState = stateAt(instance, rules, now);
    // Member by member, because a spread is slow and this runs for every answer.
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
      linksAt: instance.linksAt,
      scenario: instance.scenario,
      fineState,
      shownState: shownStateAt(instance, rules, now),
      qr: (which) => qrAt(account.secret, instance, rules, now, which),
      box: () => account.mailIfAny?.boxes.get(instance.technicalName),
      now,
      isFrozen: account.clock.isFrozen(),
    };
  };

  /** Why an account has no instance of this name, and which one was meant. */
  const reasonFor = (account: Account, name: string): string => {
    const namesakes = namesakesIn(account, name);
    const near = namesakes.length > 0 ? [] : nearNamesIn(account, name);
    return near.length > 0 ? explain.nearlyFound(near, 'technical') : explain.instanceNotFound(namesakes);
  };

  const find = (key: string, name: string): { readonly account: Account; readonly instance: Instance } => {
    const account = accounts.find(key);
    const instance = account?.instances.get(name);
    if (account !== undefined && instance !== undefined) return { account, instance };
    throw new Refusal(
      'instanceNotFound',
      account === undefined ? explain.instanceNotFound([]) : reasonFor(account, name),
    );
  };

  const findForClient = (key: string, name: string): ReturnType<typeof find> => {
    const found = find(key, name);
    if (found.instance.scenario?.quirk !== 'notFoundByName') return found;
    throw new Refusal('instanceNotFound', explain.instanceNotFound([]));
  };

  const { tellQr, tellAction, emit } = createAnnouncements(rules, events);

  /**
   * The end of a QR is an event. While somebody listens, it is an alarm, for each instance that somebody wants to know
   * of. Otherwise it is put into the list of events only when that matters: before anything else is, and when the list
   * is read. Most accounts are never listened to, and so need no alarms.
   */
  const catchUp = (account: Account): void => {
    if (!accounts.isCurrent(account)) return;
    const now = account.clock.now();
    const since = account.toldUntil;
    account.toldUntil = now;
    if (now < account.nextRotation) return;
    account.nextRotation = Infinity;
    const ended: { readonly time: number; readonly instance: Instance }[] = [];
    let count = 0;
    for (const instance of account.instances.values()) {
      if (stateAt(instance, rules, since) !== 'pairing') continue;
      if (++count > MOST_FOLLOWED) break;
      if (account.isFollowed(instance.technicalName)) continue;
      const { pairing } = instance;
      const own = rulesOf(instance, rules);
      for (let number = qrNumberAt(pairing, own, since); number <= own.qrLimit; number++) {
        const time = qrEnd(pairing, own, number);
        if (time > now) {
          account.nextRotation = Math.min(account.nextRotation, time);
          break;
        }
        ended.push({ time, instance });
      }
    }
    ended.sort((a, b) => a.time - b.time || rotationRank(a.instance) - rotationRank(b.instance));
    for (const { time, instance } of ended) tellQr(account, instance, time);
  };

  const tell = (account: Account, event: DomainEvent): void => {
    catchUp(account);
    emit(account, event);
  };

  const isWanted = (account: Account, name: string): boolean => account.isListenedTo() || account.isWatched(name);

  /** Announces the end of an instance's QR that is due, if its alarm has only had no turn yet. */
  const tellDue = (account: Account, name: string): void => {
    const rotation = account.isFollowed(name) ? account.rotations.get(name) : undefined;
    if (rotation === undefined || rotation.time > account.clock.now()) return;
    rotation.cancel();
    rotation.happen();
  };

  /**
   * Sets the alarm for the end of an instance's QR, or cancels it if there is none.
   * @param isMoving whether to set it though nobody wants to know
   */
  const follow = (account: Account, name: string, isMoving = account.isMoving): void => {
    catchUp(account);
    tellDue(account, name);
    if (account.isFollowed(name)) {
      account.rotations.get(name)?.cancel();
      account.rotations.delete(name);
    }
    const instance = account.instances.get(name);
    // A watcher that leaves after a reset must not start the old account's rotation again.
    const end = instance && accounts.isCurrent(account) ? qrEndAt(instance, rules, account.clock.now()) : undefined;
    if (instance === undefined || end === undefined) return;
    if (!isWanted(account, name) && !isMoving) {
      account.nextRotation = Math.min(account.nextRotation, end);
      return;
    }
    const rotate = (): void => {
      catchUp(account);
      tellQr(account, instance);
      account.tell(name);
      account.rotations.delete(name);
      follow(account, name);
    };
    const cancel = account.clock.at(end, rotate, rotationRank(instance));
    account.rotations.set(name, { time: end, happen: rotate, cancel });
  };

  type Job = { isAsked: boolean; isAnew: boolean; done: Promise<void> };
  /** The accounts of which all instances are just being followed, and what was asked for since. */
  const jobs = new Map<Account, Job>();
  const work = async (account: Account, job: Job): Promise<void> => {
    while (job.isAsked && accounts.isCurrent(account)) {
      const { isAnew } = job;
      const begun = account.clock.now();
      job.isAsked = false;
      job.isAnew = false;
      const each = (name: string): boolean => {
        if (!isAnew && account.isFollowed(name)) return accounts.isCurrent(account);
        const instance = account.instances.get(name);
        const end = instance && qrEndAt(instance, rules, begun);
        follow(account, name, false);
        // Somebody may have looked at it meanwhile, before its QR ended, and there was no alarm for that yet.
        if (end !== undefined && end <= account.clock.now()) account.tell(name);
        return accounts.isCurrent(account);
      };
      if (account.clock.isDriven) for (const name of account.instances.keys()) each(name);
      else await inTurns(account.instances.keys(), each);
    }
    jobs.delete(account);
  };

  /** Sets the alarm for the end of linking, or cancels it if the instance is no longer linking. */
  const awaitLink = (account: Account, instance: Instance): void => {
    const { technicalName, linksAt } = instance;
    account.endLinking(technicalName);
    if (linksAt === undefined) return;
    const link = (): void => {
      account.links.delete(technicalName);
      const current = account.instances.get(technicalName);
      if (current !== undefined) act(account, current, 'link');
    };
    account.links.set(technicalName, account.clock.at(linksAt, link, linkRank(instance)));
  };

  /** Stores the changed instance and notifies watchers and listeners. */
  const change = (account: Account, after: Instance, before: State, action: Action): void => {
    catchUp(account);
    tellDue(account, after.technicalName);
    accounts.keep(account, after);
    awaitLink(account, after);
    follow(account, after.technicalName);
    tellAction(account, after, before, action);
    if (after.state !== before) followers.stateChanged(account, after, action);
    // Where the link follows a scan at once, showing the state in between would be a flicker.
    if (action !== 'scan' || !linksAtOnce(after)) account.tell(after.technicalName);
  };

  /**
   * Changes an instance by the lifecycle table, and announces it.
   * @throws {Refusal} as the table says
   */
  const act = (account: Account, instance: Instance, action: Action, given: Given = {}): InstanceNow => {
    const now = account.clock.now();
    const before = stateAt(instance, rules, now);
    const outcome = outcomeOf(instance, before, action);
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
    const isRestart = action === 'requestQr' && outcome === 'pairing' && before !== 'pairing';
    const number = isRestart ? given.number : pairing.number;
    const after: Instance = {
      ...instance,
      updatedAt: outcome === before ? instance.updatedAt : now,
      // An expired pairing is one whose QRs have all expired; it has no stored state.
      state:
        outcome === 'expired'
          ? 'pairing'
          : isRestart && instance.scenario?.startsWithoutQr === true
            ? 'starting'
            : outcome,
      profile: isOver ? null : (given.profile ?? instance.profile),
      linksAt: given.linksAt,
      pairing: {
        ...(number !== undefined && { number }),
        ordinal: isRestart ? pairing.ordinal + 1 : pairing.ordinal,
        // After a logout, pairing starts with new keys.
        generation: isOver ? pairing.generation + 1 : pairing.generation,
        startedAt: startOf(action, isRestart, pairing, own, now),
        refused: action === 'refuse' ? qrNumberAt(pairing, own, now) : isRestart || isOver ? null : pairing.refused,
      },
    };
    change(account, after, before, action);
    return at(account, after);
  };

  return {
    at,
    /**
     * For an account, other accounts' instances do not exist: the refusal is the same as for an unknown name.
     * @throws {Refusal} `instanceNotFound`
     */
    find,
    /** The same for a client, from whom a scenario may hide the instance. */
    findForClient,
    accountOf: accounts.find,
    /** Announces an event that changes no state. */
    tell,
    /** Deletes an instance and ends everything that waits for it. */
    remove(account: Account, instance: Instance): void {
      catchUp(account);
      tellDue(account, instance.technicalName);
      followers.instanceDeleted(account, instance.technicalName);
      accounts.drop(account, instance);
    },
    /** Sets the alarm for the end of this instance's QR if somebody wants to know. */
    follow,
    /** Must be called before the list of events is read. */
    catchUp,
    /**
     * Makes alarms of all that is in the list of events, so that a move of the clock meets them in their order; until the
     * returned function is called.
     */
    beginMove(account: Account): () => void {
      catchUp(account);
      account.isMoving = true;
      let count = 0;
      for (const instance of account.instances.values()) {
        if (stateAt(instance, rules, account.clock.now()) !== 'pairing') continue;
        if (++count > MOST_FOLLOWED) break;
        if (!account.isFollowed(instance.technicalName)) follow(account, instance.technicalName);
      }
      return () => {
        account.isMoving = false;
      };
    },
    /** The same for all instances of an account, once somebody listens, or anew once the clock has moved back. */
    followAll(account: Account, isAnew = false): void {
      const job = jobs.get(account) ?? { isAsked: false, isAnew: false, done: Promise.resolve() };
      job.isAsked = true;
      job.isAnew ||= isAnew;
      if (jobs.has(account)) return;
      jobs.set(account, job);
      job.done = work(account, job);
    },
    /** Resolves once all instances are followed that should be. */
    allFollowed: async (account: Account): Promise<void> => {
      await jobs.get(account)?.done;
    },
    change,
    /** Must be called for an instance that is restored. */
    awaitLink,
    act,
  };
};

/** When the pairing counts as started: a QR that ends early moves the start back. */
const startOf = (action: Action, isRestart: boolean, pairing: Pairing, rules: QrRules, now: number): number => {
  if (isRestart || action === 'ready') return now;
  if (action === 'exhaust') return now - rules.qrLimit * rules.qrTtl;
  if (action !== 'expireQr' && action !== 'refuse') return pairing.startedAt;
  // By the rest of the current QR; after the clock was set back, that may exceed a QR's life.
  return pairing.startedAt - (qrEnd(pairing, rules, qrNumberAt(pairing, rules, now)) - now);
};
