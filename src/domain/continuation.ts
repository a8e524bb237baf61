import type { Account, Accounts } from './accounts.js';
import { goOn } from './course.js';
import type { AccountRecord } from './record.js';
import { tooManyInstances } from './refusals.js';
import type { Instance } from './instance.js';
import { scenarioFor } from './new-instance.js';
import type { Transitions } from './transitions.js';

/** Writes an account down. */
export const recordOf = (account: Account): AccountRecord => ({
  number: account.number,
  lastStamp: account.lastStamp,
  lastSequence: account.lastSequence,
  secret: account.secret,
  randomness: account.random.position(),
  clock: account.clock.position(),
  instances: [...account.instances.values()].map(({ scenario: _, ...instance }) => ({
    ...instance,
    course: account.courses.get(instance.technicalName)?.course ?? null,
  })),
  webhooks: account.webhooks.record(),
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
  for (const { course: _, ...rest } of record.instances) {
    const instance: Instance = { ...rest, scenario: scenarioFor(rest.integration, rest.number) };
    accounts.keep(account, instance);
  }
  return account;
};

/** Lets the courses of an account that was written down go on. */
export const resumeCourses = (transitions: Transitions, account: Account, { instances }: AccountRecord): void => {
  for (const { technicalName, course } of instances) {
    const instance = account.instances.get(technicalName);
    if (instance !== undefined && course !== null) goOn(transitions, account, instance, course);
  }
};
