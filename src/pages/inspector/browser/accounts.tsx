import { computed, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AccountSummary } from '../../../shapes.js';
import { has, watch } from './call.js';
import { Icon } from './icons.js';
import { apiKey, chooseKey, keyProblem, typedKey } from './key.js';
import { keepLooking } from './looking.js';
import { announce } from './news.js';
import { go, hrefOf, place } from './route.js';
import { numberOf } from './times.js';

type AccountList = { readonly count: number; readonly accounts: readonly AccountSummary[] };

/** So many are read; more than that nobody chooses from by looking. */
const LIMIT = 200;

/** The accounts that there are, their keys masked; those that were used last come first. */
export const accounts = signal<readonly AccountSummary[]>([]);
const total = signal(0);

/** The keys that were used in this tab, by the number of their account. */
const known = signal<ReadonlyMap<number, string>>(new Map());
/** The whole key of an account, if this tab knows it. */
const keyOf = ({ number, own }: AccountSummary): string | undefined => (own ? apiKey.value : known.value.get(number));

/** The accounts that a press opens, with their keys. */
export const openable = computed(() =>
  accounts.value.flatMap((account) => {
    const key = keyOf(account);
    return key === undefined || account.own ? [] : [{ account, key }];
  }),
);

const read = async (): Promise<void> => {
  const key = apiKey.peek();
  try {
    const answer = await watch(`accounts?limit=${String(LIMIT)}`, has<AccountList>('accounts'));
    if (key !== apiKey.peek()) return;
    accounts.value = [...answer.accounts].sort((one, other) => other.lastUsedAt.localeCompare(one.lastUsedAt));
    total.value = answer.count;
    const own = answer.accounts.find((account) => account.own);
    if (own !== undefined) known.value = new Map(known.peek()).set(own.number, key);
  } catch {
    // What is wrong with the key, or with the connection, is said by the view.
    if (key === apiKey.peek()) accounts.value = [];
  }
};

let look = (): void => undefined;
export const followAccounts = (): void => {
  ({ soon: look } = keepLooking(read, ['hello']));
  apiKey.subscribe(() => {
    look();
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

const focusKey = (): void => {
  const input = document.getElementById('key');
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
  announce('Type the key of this account.');
};

export const countOf = ({ instances: { count } }: AccountSummary): string =>
  `${numberOf(count)} ${count === 1 ? 'instance' : 'instances'}`;

/** Accounts, with what is in them. A press shows those whose key this tab knows, and asks for the key of others. */
export const AccountList = ({
  accounts: shown,
  onChoose,
}: {
  readonly accounts: readonly AccountSummary[];
  readonly onChoose?: () => void;
}): JSX.Element => (
  <ul class="accounts">
    {shown.map((account) => {
      const full = keyOf(account);
      return (
        <li key={account.number}>
          <button
            type="button"
            class="account-of"
            aria-current={account.own ? 'true' : undefined}
            onClick={() => {
              if (full === undefined) {
                focusKey();
                return;
              }
              chooseKey(full);
              onChoose?.();
            }}
          >
            <span class="account-number">{account.number}</span>
            <code>{account.key}</code>
            <span class="quiet account-about">
              {countOf(account)}
              {account.own ? ' · shown' : full === undefined ? ' · type its key' : ''}
            </span>
          </button>
        </li>
      );
    })}
  </ul>
);

/** Where the key is chosen. */
export const AccountChooser = (): JSX.Element => {
  const [isOpen, setOpen] = useState(false);
  useAccounts(isOpen);
  const others = accounts.value.filter(({ own }) => !own).length;
  const left = total.value - accounts.value.length;
  return (
    <div
      class="account"
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        setOpen(false);
        event.currentTarget.querySelector('button')?.focus();
      }}
    >
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
        title="Any key has an account of its own. It stays in the tabs that are open."
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
        <button
          type="button"
          class="bare account-others"
          aria-expanded={isOpen}
          aria-controls={isOpen ? 'accounts' : undefined}
          aria-label={`${numberOf(others)} more accounts`}
          title="The accounts that there are"
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          {numberOf(others)} more <Icon name="down" />
        </button>
      )}
      {isOpen && (
        <div id="accounts" class="popover">
          <AccountList
            accounts={accounts.value}
            onChoose={() => {
              setOpen(false);
              // What is opened belongs to the account before.
              const { view, rest } = place.peek();
              if (rest.length > 0) go(hrefOf(view));
            }}
          />
          <p class="hint account-hint">
            {left > 0 && `And ${numberOf(left)} more. `}
            Keys are masked here, as in the API. Those that were used in this tab open with a press.
          </p>
        </div>
      )}
    </div>
  );
};
