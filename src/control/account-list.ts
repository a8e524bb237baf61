import { shownStateAt } from '../domain/instance.js';
import { maskedSecret } from '../domain/webhooks.js';
import type { Emulator } from '../emulator.js';

/** An account as others may see it. */
export type AccountSummary = {
  readonly key: string;
  readonly number: number;
  readonly own: boolean;
  readonly instances: {
    readonly count: number;
    readonly connecting: number;
    readonly open: number;
    readonly close: number;
  };
  readonly webhooks: number;
  readonly frozen: boolean;
  readonly lastUsedAt: string;
};

/** Of a key that is shorter than this nothing is shown: what is left could be guessed. */
const LONG_KEY = 20;
const masked = (key: string): string => maskedSecret(key.length < LONG_KEY ? '' : key);

/** Every account, oldest first; `own` is that of `key`. */
export const listAccounts = ({ accounts, config }: Emulator, key: string): readonly AccountSummary[] =>
  accounts.list().map((member) => {
    const { account } = member;
    const clock = accounts.clockOf(member.key);
    const instances = { count: 0, connecting: 0, open: 0, close: 0 };
    for (const instance of account?.instances.values() ?? []) {
      instances.count++;
      instances[shownStateAt(instance, config, clock.now())]++;
    }
    return {
      key: masked(member.key),
      number: account?.number ?? member.number,
      own: member.key === key,
      instances,
      webhooks: account?.webhooks.all().length ?? 0,
      frozen: clock.isFrozen(),
      lastUsedAt: new Date(member.usedAt).toISOString(),
    };
  });
