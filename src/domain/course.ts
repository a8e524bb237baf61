import type { Account } from './accounts.js';
import type { Instance } from './instance.js';
import type { Action } from './lifecycle.js';
import type { Profile } from './events.js';
import { plausibleNumber } from './phone-number.js';
import { Refusal } from './refusals.js';
import type { Scenario } from './scenario.js';
import type { Transitions } from './transitions.js';

/** The phone that links when nobody says which: the number given at create, the display name. */
export const defaultProfile = (account: Account, instance: Instance): Profile => ({
  number: instance.number ?? plausibleNumber(account.secret, instance.sequence),
  name: instance.displayName,
});

/**
 * Lets an instance do an action, and what follows from that by itself: a scan is followed by the link, at once.
 * @throws {Refusal} as the table of the lifecycle says
 */
export const perform = (
  { act }: Transitions,
  account: Account,
  instance: Instance,
  action: Action,
  profile?: Profile,
) => {
  const isScan = action === 'scan';
  const after = act(account, instance, action, isScan ? (profile ?? defaultProfile(account, instance)) : undefined);
  return isScan && instance.scenario?.quirk !== 'neverLinks' ? act(account, after, 'link') : after;
};

/** The act with this index, of a course that may go on for ever: when, in milliseconds, and what. */
const actAt = (
  { acts, repeat }: Scenario,
  index: number,
): { readonly time: number; readonly action: Action } | undefined => {
  const rounds = repeat === undefined || index < acts.length ? 0 : Math.ceil((index + 1 - acts.length) / repeat.count);
  const act = acts[index - rounds * (repeat?.count ?? 0)];
  if (act === undefined) return undefined;
  return { time: Math.round((act[0] + rounds * (repeat?.every ?? 0)) * 1_000), action: act[1] };
};

/**
 * Sets going what happens by itself once pairing starts: the instance's scenario, or else the automatic scan.
 * It ends with the pairing that it began with, and when somebody else has changed what it builds on.
 */
export const startCourse = (
  transitions: Transitions,
  account: Account,
  instance: Instance,
  autoScan: number | undefined,
): void => {
  const start = account.clock.now();
  const { technicalName, scenario } = instance;
  const { courses, clock } = account;
  // Under a clock that stands still, what is no longer wanted would wait for ever.
  courses.get(technicalName)?.();
  courses.delete(technicalName);

  const attempt = (action: Action): boolean => {
    const current = account.instances.get(technicalName);
    if (current === undefined) return false;
    try {
      perform(transitions, account, current, action);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
  const later = (delay: number, happen: () => void): void => {
    const callOff = clock.at(start + delay, () => {
      courses.delete(technicalName);
      happen();
    });
    courses.set(technicalName, callOff);
  };

  if (scenario === undefined) {
    if (autoScan !== undefined) later(autoScan, () => attempt('scan'));
    return;
  }
  const goOn = (index: number): void => {
    const next = actAt(scenario, index);
    if (next === undefined) return;
    const happen = (): void => {
      if (attempt(next.action)) goOn(index + 1);
    };
    if (next.time === 0) happen();
    else later(next.time, happen);
  };
  goOn(0);
};
