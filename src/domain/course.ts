import type { Account } from './account.js';
import { courseRank, linksAtOnce, pairingNumber, type Instance } from './instance.js';
import type { Action } from './lifecycle.js';
import type { Profile } from './events.js';
import { plausibleNumber } from './phone-number.js';
import { Refusal } from './refusals.js';
import type { Course, Scenario } from './scenario.js';
import type { Transitions } from './transitions.js';

/** The default phone that links: the number that its pairing is for, and the display name. */
export const defaultProfile = (account: Account, instance: Instance): Profile => ({
  number: pairingNumber(instance) ?? plausibleNumber(account.secret, instance.sequence),
  name: instance.displayName,
});

/**
 * Performs an action and what follows from it: a scan is followed by the link, at once or after a time.
 * @throws {Refusal} as the table of the lifecycle says
 */
export const perform = (
  { act }: Transitions,
  account: Account,
  instance: Instance,
  action: Action,
  { profile = defaultProfile(account, instance), linkTime = 0 }: { profile?: Profile; linkTime?: number } = {},
) => {
  if (action !== 'scan') return act(account, instance, action);
  const never = instance.scenario?.quirk === 'neverLinks';
  const linksAt = linkTime === 0 || never ? undefined : account.clock.now() + linkTime;
  const after = act(account, instance, action, { profile, linksAt });
  return linksAtOnce(after) ? act(account, after, 'link') : after;
};

/** The act with this index, in a course that may repeat forever: when, in milliseconds, and what. */
export const actAt = (
  { acts, repeat }: Scenario,
  index: number,
): { readonly time: number; readonly action: Action } | undefined => {
  const rounds = repeat === undefined || index < acts.length ? 0 : Math.ceil((index + 1 - acts.length) / repeat.count);
  const act = acts[index - rounds * (repeat?.count ?? 0)];
  if (act === undefined) return undefined;
  return { time: Math.round((act[0] + rounds * (repeat?.every ?? 0)) * 1_000), action: act[1] };
};

/** What comes next in a course: how long after its start, when, and what. */
export const nextOf = ({ scenario }: Instance, course: Course) => {
  if ('scanAt' in course) return { delay: undefined, time: course.scanAt, action: 'scan' as const };
  const act = scenario && actAt(scenario, course.act);
  return act && { delay: act.time, time: course.startedAt + act.time, action: act.action };
};

/**
 * Resumes a course. It ends with the pairing that it started with, and when somebody else has changed the state that it
 * builds on.
 * @param linkTime how long linking takes after the automatic scan; a scenario has its own course
 */
export const resume = (
  transitions: Transitions,
  account: Account,
  instance: Instance,
  course: Course,
  linkTime: number,
): void => {
  const { technicalName } = instance;
  const next = nextOf(instance, course);
  if (next === undefined) return;
  const happen = (): void => {
    account.courses.delete(technicalName);
    const current = account.instances.get(technicalName);
    if (current === undefined) return;
    try {
      perform(transitions, account, current, next.action, 'scanAt' in course ? { linkTime } : {});
    } catch (error) {
      if (error instanceof Refusal) return;
      throw error;
    }
    if ('act' in course) resume(transitions, account, current, { ...course, act: course.act + 1 }, linkTime);
  };
  if (next.delay === 0) happen();
  else
    account.courses.set(technicalName, { course, cancel: account.clock.at(next.time, happen, courseRank(instance)) });
};

/** Starts what happens automatically once pairing starts: the instance's scenario, or else the automatic scan. */
export const startCourse = (
  transitions: Transitions,
  account: Account,
  instance: Instance,
  { autoScan, linkTime }: { readonly autoScan?: number | undefined; readonly linkTime: number },
): void => {
  const startedAt = account.clock.now();
  // Under a frozen clock, an alarm that is no longer wanted would stay forever.
  account.endCourse(instance.technicalName);
  if (instance.scenario !== undefined) resume(transitions, account, instance, { startedAt, act: 0 }, linkTime);
  else if (autoScan !== undefined) {
    resume(transitions, account, instance, { scanAt: startedAt + autoScan }, linkTime);
  }
};
