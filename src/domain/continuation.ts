import type { Account } from './account.js';
import type { Accounts } from './accounts.js';
import { resume } from './course.js';
import { fillMail, mailRecordOf } from './mail-record.js';
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
  // Absent things have no member in what is saved.
  ...(instance.linksAt !== undefined && { linksAt: instance.linksAt }),
});

/** Serializes an account as it is at the first step. It yields between the parts. */
export const recordOf = function* (account: Account): Generator<undefined, AccountRecord> {
  const { number, lastStamp, lastSequence, secret } = account;
  const [randomness, clock] = [account.random.position(), account.clock.position()];
  const [webhooks, faults] = [account.webhooks.record(), account.faults.dump()];
  const deliveryFaults = account.deliveryFaultsDump();
  const mail = account.mailIfAny;
  const messages = mail === undefined || mail.lastOrder + mail.lastContact === 0 ? undefined : mailRecordOf(mail);
  // What these hold is replaced and never changed.
  const all = [...account.instances.values()];
  const courses = new Map(account.courses);
  const instances: AccountRecord['instances'][number][] = [];
  for (const instance of all) {
    const course = courses.get(instance.technicalName)?.course;
    instances.push(course === undefined ? fieldsOf(instance) : { ...fieldsOf(instance), course });
    yield;
  }
  const record = {
    ...{ number, lastStamp, lastSequence, secret, randomness, clock, instances, webhooks, faults },
    ...(deliveryFaults !== undefined && { deliveryFaults }),
  };
  return messages === undefined ? record : { ...record, messages: yield* messages };
};

/** @throws {Refusal} `tooManyInstances` if the account of a key may not have `count` instances */
export const checkRoom = (accounts: Accounts, maxInstances: number, key: string, count: number): void => {
  const elsewhere = accounts.instanceCount() - (accounts.find(key)?.instances.size ?? 0);
  if (elsewhere + count > maxInstances) throw tooManyInstances(maxInstances);
};

/**
 * Makes an account of a serialized one, aside from those that are in use. It yields between the parts.
 * @param linkTime how long linking takes after the automatic scan
 */
export const revive = function* (
  accounts: Accounts,
  transitions: Transitions,
  linkTime: number,
  key: string,
  record: AccountRecord,
): Generator<undefined, Account> {
  const account = accounts.prepare(key, record);
  for (const { course, ...past } of record.instances) {
    const instance: Instance = { ...fieldsOf(past), scenario: scenarioFor(past.integration, past.number) };
    accounts.keep(account, instance);
    transitions.awaitLink(account, instance);
    if (course !== undefined) resume(transitions, account, instance, course, linkTime);
    yield;
  }
  const { messages } = record;
  if (messages !== undefined) yield* fillMail(account.mail, messages, (name) => account.instances.has(name));
  return account;
};
