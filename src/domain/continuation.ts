import type { Account } from './account.js';
import type { Accounts } from './accounts.js';
import { goOn } from './course.js';
import type { AccountRecord } from './record.js';
import { tooManyInstances } from './refusals.js';
import type { Instance } from './instance.js';
import { scenarioFor } from './new-instance.js';
import type { Transitions } from './transitions.js';

/** The fields of an instance that are written down as they are. */
const fieldsOf = (instance: Omit<Instance, 'scenario'>): Omit<Instance, 'scenario'> => ({
  sequence: instance.sequence,
  technicalName: instance.technicalName,
  displayName: instance.displayName,
  integration: instance.integration,
  number: instance.number,
  settings: instance.settings,
  createdAt: instance.createdAt,
  updatedAt: instance.updatedAt,
  state: instance.state,
  pairing: instance.pairing,
  profile: instance.profile,
});

/** Its course, where it has one: what is written down has no member for what is not there. */
const courseOf = (account: Account, { technicalName }: Instance) => {
  const course = account.courses.get(technicalName)?.course;
  return course && { course };
};

/** Writes an account down. */
export const recordOf = (account: Account): AccountRecord => ({
  number: account.number,
  lastStamp: account.lastStamp,
  lastSequence: account.lastSequence,
  secret: account.secret,
  randomness: account.random.position(),
  clock: account.clock.position(),
  instances: [...account.instances.values()].map((instance) => ({
    ...fieldsOf(instance),
    ...courseOf(account, instance),
  })),
  webhooks: account.webhooks.record(),
  faults: account.faults.dump(),
});

/** @throws {Refusal} `tooManyInstances` when the account of a key may not have as many as `count` instances */
export const checkRoom = (accounts: Accounts, maxInstances: number, key: string, count: number): void => {
  const others = accounts.instanceCount() - (accounts.find(key)?.instances.size ?? 0);
  if (others + count > maxInstances) throw tooManyInstances(maxInstances);
};

/**
 * Puts an account that was written down in the place of the one that the key has, which ends as by a reset. What its
 * courses wait for is still to be set going, by `resumeCourses`, after its deliveries are back.
 */
export const replaceAccount = (accounts: Accounts, key: string, record: AccountRecord): Account => {
  const account = accounts.replace(key, record);
  for (const past of record.instances) {
    accounts.keep(account, { ...fieldsOf(past), scenario: scenarioFor(past.integration, past.number) });
  }
  return account;
};

/** Lets the courses of an account that was written down go on. */
export const resumeCourses = (transitions: Transitions, account: Account, { instances }: AccountRecord): void => {
  for (const { technicalName, course } of instances) {
    const instance = account.instances.get(technicalName);
    if (instance !== undefined && course !== undefined) goOn(transitions, account, instance, course);
  }
};
