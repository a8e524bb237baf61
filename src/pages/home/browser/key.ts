import { find } from '../../browser/elements.js';

const STORED_AS = 'wachat-emulator-key';

export const keyInput = find('#key', HTMLInputElement);

/** The key that is typed in. */
export const key = (): string => keyInput.value.trim();

/** Whether it can be sent. */
export const isKey = (text: string): boolean => /^[!-~]+$/.test(text);

/** The key that this tab had before. A browser may refuse storage; then the key lives as long as the page. */
export const storedKey = (): string | null => {
  try {
    return sessionStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
};
export const storeKey = (): void => {
  try {
    sessionStorage.setItem(STORED_AS, key());
  } catch {
    // Refused.
  }
};
