import { computed, effect, signal } from '@preact/signals';
import { defaultKey } from './settings.js';

const STORED_AS = 'wachat-emulator-key';
/** Milliseconds after which somebody has typed. */
const PAUSE = 250;

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

/** The API key as it was typed. It stays in this tab. */
export const typedKey = signal(storedKey() ?? defaultKey);
/** The API key whose account is shown. */
export const apiKey = signal(typedKey.peek().trim());
/** Why it cannot be sent; empty if it can. */
export const keyProblem = computed(() => {
  if (apiKey.value === '') return 'Enter an API key to see its account.';
  return /^[!-~]+$/.test(apiKey.value) ? '' : 'A key has no spaces, and no characters beyond ASCII.';
});

/** Shows another account, at once. */
export const chooseKey = (key: string): void => {
  typedKey.value = key;
  apiKey.value = key.trim();
};

effect(() => {
  const typed = typedKey.value.trim();
  const timer = setTimeout(() => {
    apiKey.value = typed;
  }, PAUSE);
  return () => {
    clearTimeout(timer);
  };
});
effect(() => {
  storeKey(apiKey.value);
});
