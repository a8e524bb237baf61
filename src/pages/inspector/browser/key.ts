import { computed, effect, signal } from '@preact/signals';
import { defaultKey } from './settings.js';

const STORED_AS = 'wachat-emulator-key';

/** The key that this tab had before. A browser may refuse storage; then the key lives as long as the page. */
const storedKey = (): string | null => {
  try {
    return sessionStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
};
const storeKey = (key: string): void => {
  try {
    sessionStorage.setItem(STORED_AS, key);
  } catch {
    // Refused.
  }
};

/** The API key whose account is shown, as it was typed. It stays in this tab. */
export const typedKey = signal(storedKey() ?? defaultKey);
export const apiKey = computed(() => typedKey.value.trim());
/** Why it cannot be sent; empty if it can. */
export const keyProblem = computed(() => {
  if (apiKey.value === '') return 'Enter an API key to see its account.';
  return /^[!-~]+$/.test(apiKey.value) ? '' : 'A key has no spaces, and no characters beyond ASCII.';
});

effect(() => {
  storeKey(apiKey.value);
});
