import type { Account } from './account.js';
import type { Accounts } from './accounts.js';
import { resume } from './course.js';
import type { AccountRecord } from './record.js';
import { tooManyInstances } from './refusals.js';
import type { Instance } from './instance.js';
import { scenarioFor } from './new-instance.js';
import type { Transitions } from './transitions.js';

/** The fields of an instance that are saved as they are. */
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

/** Its course, if it has one: absent things have no member in what is saved. */
const courseOf = (account: Account, { technicalName }: Instance) => {
  const course = account.courses.get(technicalName)?.course;
  return course && { course };
};

/** Serializes an account. */
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

/** @throws {Refusal} `tooManyInstances` if the account of a key may not have `count` instances */
export const checkRoom = (accounts: Accounts, maxInstances: number, key: string, count: number): void => {
  const elsewhere = accounts.instanceCount() - (accounts.find(key)?.instances.size ?? 0);
  if (elsewhere + count > maxInstances) throw tooManyInstances(maxInstances);
};

/**
 * Replaces the account of a key, which ends as in a reset, by a serialized one. Its courses are resumed separately, by
 * `resumeCourses`, once its deliveries are back.
 */
export const replaceAccount = (accounts: Accounts, key: string, record: AccountRecord): Account => {
  const account = accounts.replace(key, record);
  for (const past of record.instances) {
    accounts.keep(account, { ...fieldsOf(past), scenario: scenarioFor(past.integration, past.number) });
  }
  return account;
};

/** Resumes the courses of a restored account. */
export const resumeCourses = (transitions: Transitions, account: Account, { instances }: AccountRecord): void => {
  for (const { technicalName, course } of instances) {
    const instance = account.instances.get(technicalName);
    if (instance !== undefined && course !== undefined) resume(transitions, account, instance, course);
  }
};
