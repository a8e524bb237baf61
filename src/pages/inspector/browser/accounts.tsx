import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AccountSummary } from '../../../shapes.js';
import { has } from './call.js';
import { Icon } from './icons.js';
import { apiKey, chooseKey, keyProblem, typedKey } from './key.js';
import { createResource } from './resource.js';
import { defaultKey } from './settings.js';

type AccountList = { readonly accounts: readonly AccountSummary[] };

/** All accounts that there are, their keys masked. */
export const accounts = signal<readonly AccountSummary[]>([]);

/** Keys that were typed in this tab, the last one first: a masked one may be one of them. */
const known = signal<readonly string[]>([]);
const remember = (key: string): void => {
  if (key !== '') known.value = [key, ...known.peek().filter((one) => one !== key)].slice(0, 20);
};

/** The key that an account's masked one stands for, if this tab knows it. */
export const keyOf = (masked: string): string | undefined => {
  const end = masked.replace(/^•+/, '');
  return end === '' ? undefined : known.value.find((one) => one.length > end.length && one.endsWith(end));
};

export const followAccounts = (): void => {
  const list = createResource<AccountList>(() => 'accounts', has<AccountList>('accounts'), ['hello', 'instance']);
  list.value.subscribe((answer) => {
    accounts.value = answer?.accounts ?? [];
  });
  apiKey.subscribe((key) => {
    remember(key);
    list.look();
  });
  remember(defaultKey);
};

/** Where the key is chosen. */
export const AccountChooser = (): JSX.Element => {
  const [isOpen, setOpen] = useState(false);
  const others = accounts.value.filter(({ own }) => !own);
  return (
    <div
      class="account"
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOpen(false);
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') setOpen(false);
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
        aria-invalid={keyProblem.value !== ''}
        onInput={({ currentTarget }) => {
          typedKey.value = currentTarget.value;
        }}
      />
      {others.length > 0 && (
        <button
          type="button"
          class="bare"
          aria-expanded={isOpen}
          aria-controls="accounts"
          aria-label={`Other accounts: ${String(others.length)}`}
          title="The accounts that there are"
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          <Icon name="more" />
        </button>
      )}
      {isOpen && (
        <div id="accounts" class="popover">
          <AccountList accounts={accounts.value} />
          <p class="hint">
            Keys are masked here as in the API. One that was used in this tab opens with a press; type any other.
          </p>
        </div>
      )}
    </div>
  );
};

/** Accounts, with what is in them. A press shows those whose key this tab knows. */
export const AccountList = ({ accounts: shown }: { readonly accounts: readonly AccountSummary[] }): JSX.Element => (
  <ul class="accounts">
    {shown.map(({ key, number, own, instances }) => {
      const full = own ? apiKey.value : keyOf(key);
      const about = `${String(instances.count)} ${instances.count === 1 ? 'instance' : 'instances'}`;
      return (
        <li key={number}>
          {full === undefined ? (
            <span class="account-of">
              <code>{key}</code> <span class="quiet">{about}</span>
            </span>
          ) : (
            <button
              type="button"
              class="account-of"
              aria-pressed={own}
              onClick={() => {
                chooseKey(full);
              }}
            >
              <code>{key}</code> <span class="quiet">{about}</span>
            </button>
          )}
        </li>
      );
    })}
  </ul>
);
