import { ConfigError } from '../../config-error.js';
import { addressOf } from '../../api/message.js';
import { problemWithUrl } from '../../delivery/address.js';
import type { Config } from '../../config.js';
import type { State } from '../../domain/lifecycle.js';
import { TECHNICAL_NAME } from '../../domain/naming.js';
import { linkedStates, type SeedAccount } from '../../domain/seed.js';
import { atOnce } from '../../domain/turns.js';
import { readTime } from '../clock.js';
import { readList } from '../../schema/strict.js';
import { DeliveryFault } from '../faults/delivery-schema.js';
import { Fault } from '../faults/schema.js';
import { AccountFrame, SeedFrame, SeedInstance, SeedWebhook, type SeedFile } from './schema.js';
import { hasNoCountry, WITH_ZERO } from '../../schema/dialled.js';
import { listingOf } from '../../domain/listing.js';
import { problemsIn, sentenceOf, type Problem } from '../../schema/wording.js';

type Given = SeedFile['accounts'][number];
type GivenInstance = NonNullable<Given['instances']>[number];

/** The states in which a phone is linked, or was. */
const onceLinked: readonly State[] = [...linkedStates, 'closed'];

const problemOf = ({ integration, state, phone, contacts = [], messages = [] }: GivenInstance): Problem | undefined => {
  const numbers = new Set<string>();
  for (const [index, { number }] of contacts.entries()) {
    if (numbers.has(number)) return { path: `contacts.${String(index)}.number`, message: 'must be unique' };
    numbers.add(number);
  }
  const isBusiness = integration === 'WHATSAPP-BUSINESS';
  if (isBusiness && state !== undefined && state !== 'open')
    return { path: 'state', message: 'must be open for WHATSAPP-BUSINESS' };
  if (messages.length > 0 && !isBusiness && !onceLinked.some((one) => one === state))
    return { path: 'messages', message: `need a state in which a phone is or was linked: ${onceLinked.join(', ')}` };
  if (phone === undefined) return undefined;
  if (isBusiness) return { path: 'phone', message: 'must be absent for WHATSAPP-BUSINESS: it has no phone' };
  if (state !== undefined && linkedStates.includes(state)) return undefined;
  return { path: 'phone', message: `needs a state in which a phone is linked: ${linkedStates.join(', ')}` };
};

/** The index of the instance that a webhook names, or what is wrong with the name. */
const targetOf = (instances: readonly GivenInstance[], name: string): number | string => {
  const byName = instances.findIndex(({ apiInstanceName }) => apiInstanceName === name);
  if (byName >= 0) return byName;
  const [first, second] = instances.flatMap(({ instanceName }, index) => (instanceName === name ? [index] : []));
  if (second !== undefined) return 'is the instanceName of more than one instance; give each an apiInstanceName';
  return first ?? 'must be the instanceName or the apiInstanceName of one of the instances';
};

/** The account as the domain takes it, or the first problem with it. */
const accountOf = (
  { key, clock, instances = [], webhooks = [], faults = [], deliveryFaults = [] }: Given,
  { webhookHttp }: Config,
): SeedAccount | Problem => {
  const names = new Set<string>();
  for (const [index, instance] of instances.entries()) {
    const at = `instances.${String(index)}`;
    const problem = problemOf(instance);
    if (problem !== undefined) return { path: `${at}.${problem.path}`, message: problem.message };
    const { apiInstanceName } = instance;
    if (apiInstanceName === undefined) continue;
    if (names.has(apiInstanceName)) return { path: `${at}.apiInstanceName`, message: 'must be unique' };
    names.add(apiInstanceName);
  }
  for (const [field, list] of Object.entries({ faults, deliveryFaults })) {
    for (const [index, { instanceName }] of list.entries()) {
      if (instanceName === undefined || TECHNICAL_NAME.test(instanceName)) continue;
      const message = 'must be a technical name; give the instance an apiInstanceName, and say that';
      return { path: `${field}.${String(index)}.instanceName`, message };
    }
  }
  const targets: (number | undefined)[] = [];
  for (const [index, { url, instance }] of webhooks.entries()) {
    const at = `webhooks.${String(index)}`;
    const message = problemWithUrl(url, webhookHttp);
    if (message !== undefined) return { path: `${at}.url`, message };
    const target = instance === undefined ? undefined : targetOf(instances, instance);
    if (typeof target === 'string') return { path: `${at}.instance`, message: target };
    targets.push(target);
  }
  return {
    key,
    now: readTime(clock?.now),
    frozen: clock?.frozen,
    instances: instances.map((instance) => ({
      displayName: instance.instanceName,
      technicalName: instance.apiInstanceName,
      state: instance.state,
      integration: instance.integration ?? 'WHATSAPP-BAILEYS',
      number: instance.number ?? null,
      settings: {
        rejectCalls: instance.rejectCalls ?? false,
        ignoreGroups: instance.ignoreGroups ?? false,
        alwaysOnline: instance.alwaysOnline ?? false,
        readMessages: instance.readMessages ?? false,
        readStatus: instance.readStatus ?? false,
      },
      phone: { number: instance.phone?.number, name: instance.phone?.profileName },
      contacts: (instance.contacts ?? []).map(({ number, pushName }) => ({
        jid: addressOf(number),
        pushName,
      })),
      messages: (instance.messages ?? []).map(({ to = '', from = null, group, text }) => ({
        jid: addressOf(group ?? from ?? to),
        author: from,
        text,
      })),
    })),
    faults,
    deliveryFaults,
    webhooks: webhooks.map((webhook, index) => ({ ...webhook, instance: targets[index] })),
  };
};

/** The accounts of a seed, or the first problem with them. */
const seedsOf = (accounts: readonly Given[], config: Config): readonly SeedAccount[] | Problem => {
  const seeds: SeedAccount[] = [];
  for (const [index, given] of accounts.entries()) {
    const at = `accounts.${String(index)}`;
    if (seeds.some(({ key }) => key === given.key)) return { path: `${at}.key`, message: 'must be unique' };
    if (config.apiKeys.length > 0 && !config.apiKeys.includes(given.key))
      return { path: `${at}.key`, message: 'must be one of the allowed keys (--api-key)' };
    const account = accountOf(given, config);
    if ('message' in account) return { path: `${at}.${account.path}`, message: account.message };
    seeds.push(account);
  }
  const count = seeds.reduce((sum, { instances }) => sum + instances.length, 0);
  if (count <= config.maxInstances) return seeds;
  const message = `have ${String(count)} instances, more than the limit of ${String(config.maxInstances)} (--max-instances)`;
  return { path: 'accounts', message };
};

/** The accounts as they are given; `problems` gets what is wrong with them. */
const readAccounts = function* (value: unknown, problems: Problem[]): Generator<undefined, readonly Given[]> {
  const result = SeedFrame.safeParse(value);
  if (!result.success) {
    problems.push(...problemsIn(result.error));
    return [];
  }
  const accounts: Given[] = [];
  for (const [index, account] of (yield* readList(
    AccountFrame,
    result.data.accounts,
    'accounts',
    problems,
  )).entries()) {
    const at = `accounts.${String(index)}`;
    const { instances = [], webhooks = [], faults = [], deliveryFaults = [] } = account;
    accounts.push({
      ...account,
      instances: yield* readList(SeedInstance, instances, `${at}.instances`, problems),
      webhooks: yield* readList(SeedWebhook, webhooks, `${at}.webhooks`, problems),
      faults: yield* readList(Fault, faults, `${at}.faults`, problems),
      deliveryFaults: yield* readList(DeliveryFault, deliveryFaults, `${at}.deliveryFaults`, problems),
    });
  }
  return accounts;
};

/** Where own numbers have no country code. */
const dialledIn = (accounts: readonly Given[]): readonly string[] =>
  accounts.flatMap(({ instances = [] }, account) =>
    instances.flatMap(({ number, phone }, index) => {
      const at = `accounts.${String(account)}.instances.${String(index)}`;
      return [
        ...(hasNoCountry(number) ? [`"${at}.number"`] : []),
        ...(hasNoCountry(phone?.number) ? [`"${at}.phone.number"`] : []),
      ];
    }),
  );

const isProblem = (read: readonly SeedAccount[] | Problem): read is Problem => 'message' in read;

/**
 * Checks the accounts of a seed.
 * @param source what messages call the seed
 * @param warn is told what is doubtful, and a problem with `--strict`
 * @throws {ConfigError} for the first problem; its message holds no key
 */
export const readSeeds = (
  value: unknown,
  source: string,
  config: Config,
  warn: (sentence: string) => void,
): readonly SeedAccount[] => {
  const fail = (problems: readonly Problem[]): never => {
    throw new ConfigError(`${source} cannot be used: ${sentenceOf(problems.slice(0, 1), 'it')}.`);
  };
  const problems: Problem[] = [];
  const accounts = atOnce(readAccounts(value, problems));
  if (problems.length > 0) return fail(problems);
  const seeds = seedsOf(accounts, config);
  if (isProblem(seeds)) return fail([seeds]);
  const numbers = dialledIn(accounts);
  if (numbers.length === 0) return seeds;
  const doubtful = `${listingOf(numbers)} ${WITH_ZERO}`;
  if (config.strict) throw new ConfigError(`${source} cannot be used: ${doubtful} (--strict).`);
  warn(`${source}: ${doubtful}`);
  return seeds;
};
