import { computed, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AccountSummary } from '../../../shapes.js';
import { call, has, WATCHING } from './call.js';
import { Icon } from './icons.js';
import { apiKey, chooseKey, keyProblem, typedKey } from './key.js';
import { keepLooking } from './looking.js';
import { announce } from './news.js';
import { Opener } from './opener.js';
import { go, hrefOf, place } from './route.js';
import { listen } from './stream.js';
import { numberOf, things } from './times.js';

type AccountList = { readonly count: number; readonly accounts: readonly AccountSummary[] };

/** So many are read; more than that nobody chooses from by looking. */
const LIMIT = 200;

/** The accounts that there are, their keys masked; those that were used last come first. */
export const accounts = signal<readonly AccountSummary[]>([]);
const total = signal(0);

/** The keys that were used in this tab, by the number of their account. A masked key tells them not apart. */
const known = signal<ReadonlyMap<number, string>>(new Map());

/** The accounts that a press opens. */
export const openable = computed(() => accounts.value.filter(({ own, number }) => !own && known.value.has(number)));

const accountsSeenBy = (key: string): Promise<AccountList> =>
  call(
    {
      method: 'GET',
      path: `_emulator/accounts?limit=${String(LIMIT)}`,
      headers: { ...WATCHING, Authorization: `Bearer ${key}` },
    },
    has<AccountList>('accounts'),
  );
const ownIn = ({ accounts: all }: AccountList): AccountSummary | undefined => all.find(({ own }) => own);

const read = async (): Promise<void> => {
  const key = apiKey.peek();
  try {
    const answer = await accountsSeenBy(key);
    const own = ownIn(answer);
    if (own !== undefined) known.value = new Map(known.peek()).set(own.number, key);
    if (key !== apiKey.peek()) return;
    accounts.value = [...answer.accounts].sort((one, other) => other.lastUsedAt.localeCompare(one.lastUsedAt));
    total.value = answer.count;
  } catch {
    // What is wrong with the key, or with the connection, is said by the view.
    if (key === apiKey.peek()) accounts.value = [];
  }
};

let look = (): void => undefined;
export const followAccounts = (): void => {
  const looking = keepLooking(
    read,
    // The first instance may be what makes the account.
    ({ kind }) => kind === 'hello' || (kind === 'instance' && ![...known.peek().values()].includes(apiKey.peek())),
  );
  look = looking.soon;
  apiKey.subscribe(looking.atOnce);
  listen(({ data }) => {
    // Their numbers were given anew.
    if (data.reason === 'restarted') known.value = new Map();
  });
};

/** Milliseconds. No stream tells of other accounts. */
const BETWEEN_LOOKS = 3_000;
/** Keeps the accounts up to date as long as something shows them. */
export const useAccounts = (isShown: boolean): void => {
  useEffect(() => {
    if (!isShown) return undefined;
    look();
    const timer = setInterval(() => {
      look();
    }, BETWEEN_LOOKS);
    return () => {
      clearInterval(timer);
    };
  }, [isShown]);
};

export const focusKey = (): void => {
  const input = document.getElementById('key');
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
};

/**
 * Shows an account, if the key that was its own still is; otherwise asks for the key.
 * @param isThere whether what is opened belongs to it
 */
export const openAccount = async ({ own, number }: AccountSummary, isThere = false): Promise<void> => {
  if (own) return;
  const key = known.peek().get(number);
  const found = key === undefined ? undefined : await accountsSeenBy(key).then(ownIn, () => undefined);
  if (key === undefined || found?.number !== number) {
    focusKey();
    announce('Type the key of this account.');
    return;
  }
  chooseKey(key);
  if (!isThere) go(hrefOf(place.peek().view));
};

export const countOf = ({ instances: { count } }: AccountSummary): string => things(count, 'instance');

/** Accounts, with what is in them, in an order that stays. A press opens those whose key this tab knows. */
export const AccountList = ({
  accounts: shown,
  isThere,
  onPress,
}: {
  readonly accounts: readonly AccountSummary[];
  readonly isThere?: boolean;
  readonly onPress?: () => void;
}): JSX.Element => {
  const order = useRef<number[]>([]).current;
  for (const { number } of shown) if (!order.includes(number)) order.push(number);
  return (
    <ul class="accounts">
      {[...shown]
        .sort((one, other) => order.indexOf(one.number) - order.indexOf(other.number))
        .map((account) => (
          <li key={account.number}>
            <button
              class="account-of"
              aria-current={account.own ? 'true' : undefined}
              onClick={() => {
                onPress?.();
                void openAccount(account, isThere);
              }}
            >
              <span class="account-number">{account.number}</span>
              <code>{account.key}</code>
              <span class="quiet account-about">
                {countOf(account)}
                {account.own ? ' · shown' : known.value.has(account.number) ? '' : ' · type its key'}
              </span>
            </button>
          </li>
        ))}
    </ul>
  );
};

/** Where there is nothing: says that other keys have instances. */
export const OtherKeys = (): JSX.Element | null => {
  useAccounts(true);
  const others = accounts.value.filter(({ own, instances }) => !own && instances.count > 0);
  if (others.length === 0) return null;
  const total = others.reduce((sum, { instances }) => sum + instances.count, 0);
  return (
    <div class="card other-keys">
      <h2>
        {others.length === 1 ? 'Another key has' : `${numberOf(others.length)} other keys have`}{' '}
        {things(total, 'instance')}
      </h2>
      <p class="hint">Is your client using one of these?</p>
      <AccountList accounts={others} />
    </div>
  );
};

/** Where the key is chosen. */
export const AccountChooser = (): JSX.Element => {
  const [isOpen, setOpen] = useState(false);
  useAccounts(isOpen);
  const others = accounts.value.filter(({ own }) => !own).length;
  // Without others there is nothing to open; it does not open by itself when they come back.
  if (others === 0 && isOpen) setOpen(false);
  const left = total.value - accounts.value.length;
  return (
    <div class="account">
      <Icon name="key" />
      <label class="unseen" for="key">
        API key
      </label>
      <input
        id="key"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        placeholder="API key"
        value={typedKey.value}
        title="Any key has an account of its own."
        aria-invalid={keyProblem.value !== ''}
        aria-describedby={keyProblem.value === '' ? undefined : 'key-problem'}
        onInput={({ currentTarget }) => {
          typedKey.value = currentTarget.value;
        }}
        onChange={({ currentTarget }) => {
          // By Enter, or by leaving: that is no pause in typing.
          chooseKey(currentTarget.value);
        }}
      />
      {others > 0 && (
        <Opener
          label="Accounts"
          name={things(others, 'more account')}
          buttonClass="bare account-others"
          isOpen={isOpen}
          onToggle={setOpen}
          button={
            <>
              {numberOf(others)} more <Icon name="down" />
            </>
          }
        >
          <AccountList
            accounts={accounts.value}
            onPress={() => {
              setOpen(false);
            }}
          />
          <p class="hint account-hint">
            {left > 0 && `And ${numberOf(left)} more. `}A press opens those whose keys were used in this tab.
          </p>
        </Opener>
      )}
    </div>
  );
};
