import type { Account } from './account.js';
import type { Instance, InstanceSettings, Integration } from './instance.js';
import { technicalName } from './naming.js';
import type { Scenario } from './scenario.js';
import { scenarioOf } from './scenarios.js';

/** What a new instance is made from; already checked. */
export type NewInstance = {
  readonly displayName: string;
  readonly integration: Integration;
  readonly number: string | null;
  readonly settings: InstanceSettings;
};

/** The scenario that an instance has. */
export const scenarioFor = (integration: Integration, number: string | null): Scenario | undefined =>
  integration === 'WHATSAPP-BUSINESS' ? undefined : scenarioOf(number);

/** A technical name that no instance of the account has. */
const freshName = (account: Account, now: number, displayName: string): string => {
  for (;;) {
    account.lastStamp = Math.max(now, account.lastStamp + 1);
    const name = technicalName(account.number, account.lastStamp, displayName);
    // Only a seed can have given it away before its time.
    if (!account.instances.has(name)) return name;
  }
};

/**
 * Draws up the account's next instance as it is at create; it is not kept yet.
 * @param name the technical name, where it was given
 */
export const drawUp = (
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
    settings,
    createdAt: now,
    updatedAt: now,
    state: isBusiness ? 'open' : scenario?.startsWithoutQr === true ? 'starting' : 'pairing',
    pairing: { ordinal: 1, generation: 1, startedAt: now, refused: null },
    profile: null,
    scenario,
  } as const satisfies Instance;
};
