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

/** Makes an account of a serialized one, aside from those that are in use. It yields between the instances. */
export const revive = function* (
  accounts: Accounts,
  transitions: Transitions,
  key: string,
  record: AccountRecord,
): Generator<undefined, Account> {
  const account = accounts.prepare(key, record);
  for (const { course, ...past } of record.instances) {
    const instance: Instance = { ...fieldsOf(past), scenario: scenarioFor(past.integration, past.number) };
    accounts.keep(account, instance);
    if (course !== undefined) resume(transitions, account, instance, course);
    yield;
  }
  return account;
};
