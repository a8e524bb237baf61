import { computed, effect, signal } from '@preact/signals';
import { askOtherTabs } from './other-tabs.js';
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
const stored = storedKey();

/** The API key as it was typed. It stays in the tabs that are open. */
export const typedKey = signal(stored ?? defaultKey);
/** The API key whose account is shown. */
export const apiKey = signal(typedKey.peek().trim());
const isKey = (text: string): boolean => /^[!-~]+$/.test(text);
/** Why it cannot be sent; empty if it can. */
export const keyProblem = computed(() => {
  if (apiKey.value === '') return 'Enter an API key to see its account.';
  return isKey(apiKey.value) ? '' : 'A key has no spaces, and no characters beyond ASCII.';
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

const beginning = typedKey.peek();
let adopted = beginning;
let isOwn = stored !== null;
const tabs = askOtherTabs(
  () => (isKey(apiKey.peek()) ? apiKey.peek() : undefined),
  (key) => {
    // Who has typed meanwhile knows better.
    if (isOwn || typedKey.peek() !== adopted) return;
    adopted = key;
    chooseKey(key);
  },
);
effect(() => {
  const key = apiKey.value;
  // What a new tab begins with is nobody's choice, and is not stored as one while an answer may come.
  if (key === beginning && stored === null && !isOwn) return;
  isOwn ||= key !== adopted;
  storeKey(key);
});
if (stored === null) tabs.ask();
