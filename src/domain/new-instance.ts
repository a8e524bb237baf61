import type { Account } from './account.js';
import type { Instance, InstanceSettings, Integration } from './instance.js';
import { technicalName } from './naming.js';
import type { Scenario } from './scenario.js';
import { scenarioOf } from './scenarios.js';

/** The input for a new instance, already validated. */
export type NewInstance = {
  readonly displayName: string;
  readonly integration: Integration;
  readonly number: string | null;
  readonly settings: InstanceSettings;
};

/** The scenario of an instance. */
export const scenarioFor = (integration: Integration, number: string | null): Scenario | undefined =>
  integration === 'WHATSAPP-BUSINESS' ? undefined : scenarioOf(number);

/** The settings of most instances: one object for all of them. */
export const noSettings: InstanceSettings = {
  rejectCalls: false,
  ignoreGroups: false,
  alwaysOnline: false,
  readMessages: false,
  readStatus: false,
};

/** A technical name that is free in the account. */
const freshName = (account: Account, now: number, displayName: string): string => {
  for (;;) {
    account.lastStamp = Math.max(now, account.lastStamp + 1);
    const name = technicalName(account.number, account.lastStamp, displayName);
    // Only a seed can have taken it already.
    if (!account.instances.has(name)) return name;
  }
};

/**
 * Makes the account's next instance as it is at create, without storing it.
 * @param name the technical name, if it is given
 */
export const buildInstance = (
  account: Account,
  { displayName, integration, number, settings }: NewInstance,
  name?: string,
) => {
  const now = account.clock.now();
  const isBusiness = integration === 'WHATSAPP-BUSINESS';
  const scenario = scenarioFor(integration, number);
  return {
    sequence: ++account.lastSequence,
    technicalName: name ?? freshName(account, now, displayName),
    displayName,
    integration,
    number,
    settings: Object.values(settings).includes(true) ? settings : noSettings,
    createdAt: now,
    updatedAt: now,
    state: isBusiness ? 'open' : scenario?.startsWithoutQr === true ? 'starting' : 'pairing',
    pairing: { ordinal: 1, generation: 1, startedAt: now, refused: null },
    profile: null,
    scenario,
  } as const satisfies Instance;
};
