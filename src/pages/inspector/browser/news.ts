import { signal } from '@preact/signals';

/** What a screen reader reads out once. */
export const news = signal('');
export const announce = (words: string): void => {
  // The same words twice are news twice.
  news.value = news.peek() === words ? `${words}\u00a0` : words;
};

/** What went wrong with what a person did, until the next thing that they do. There is one such place on the page. */
export const refusal = signal('');
