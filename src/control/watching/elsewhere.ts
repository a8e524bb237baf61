import type { Account } from '../../domain/account.js';
import { listingOf } from '../../domain/listing.js';
import { inTurns } from '../../domain/turns.js';
import type { Emulator } from '../../emulator.js';
import { maskedKey } from '../accounts.js';
import { isMatch, type Check } from './search.js';

/** How many items a wait in vain looks at elsewhere, and in how many accounts: the newest ones. */
const MOST_ITEMS = 1_000;
const MOST_ACCOUNTS = 100;

type NoKey = 'no key' | 'no key that is accepted';

/** Something that the wait did not look at, and why. */
export type Elsewhere<Item> = {
  /** Whose it is. */
  readonly key: string;
  readonly where: 'another key' | NoKey | `${NoKey}, its body unread` | 'your own key' | 'reset' | 'restore' | 'delete';
  readonly item: Item;
};

/** What other accounts have; reading it must change nothing there. */
export const inOtherAccounts = <Item>(itemsOf: (emulator: Emulator, account: Account) => Iterable<Item>) =>
  function* (emulator: Emulator, own: string): Generator<Elsewhere<Item>> {
    for (const { key } of emulator.accounts.list().slice(-MOST_ACCOUNTS).reverse()) {
      const account = key === own ? undefined : emulator.accounts.of(key);
      if (account === undefined) continue;
      for (const item of itemsOf(emulator, account)) yield { key, where: 'another key', item };
    }
  };

/** The keys as a sentence may show them. */
const namesOf = (keys: ReadonlySet<string>): string => listingOf([...new Set([...keys].map(maskedKey))]);

/**
 * Why a wait may have been in vain: what would have fitted, had it been asked for in another way. Its cost is bounded.
 * @param checksOf the conditions, for what a key has
 * @param leaving aborted when nobody wants to know any more
 * @returns a sentence, or `null` if there is nothing to say
 */
export const likelyCause = async <Item>(
  items: Iterable<Elsewhere<Item>>,
  checksOf: (key: string) => readonly Check<Item>[],
  leaving: AbortSignal | undefined,
): Promise<string | null> => {
  const counts = new Map<Elsewhere<Item>['where'], number>();
  const keys = new Set<string>();
  const checks = new Map<string, readonly Check<Item>[]>();
  let looked = 0;
  await inTurns(items, ({ key, where, item }) => {
    const own = checks.get(key) ?? checksOf(key);
    checks.set(key, own);
    if (isMatch(item, own)) {
      counts.set(where, (counts.get(where) ?? 0) + 1);
      if (where === 'another key') keys.add(key);
    }
    return ++looked < MOST_ITEMS && leaving?.aborted !== true;
  });
  const parts = [...counts].map(([where, count]) => {
    if (where === 'another key')
      return `${String(count)} with ${keys.size === 1 ? 'another key' : 'other keys'} (${namesOf(keys)})`;
    if (where.startsWith('no ')) return `${String(count)} without ${where.replace('no', 'a')}`;
    return `${String(count)} ${where === 'your own key' ? `with ${where}` : `from before the last ${where}`}`;
  });
  return parts.length === 0 ? null : `What would have fitted: ${parts.join(', ')}.`;
};
