import { signal } from '@preact/signals';
import { call, type Call } from './call.js';
import { curlOf } from './curl.js';
import { announce, refusal } from './news.js';
import { stir } from './stream.js';

/** Something that a person does with a button, by a call that anyone can make. */
export type Action = {
  readonly call: Call;
  /** What is read out when it is done. */
  readonly words: string;
  /** Where a refusal is shown; by default below the page. */
  readonly say?: (sentence: string, error: Error | undefined) => void;
};

/** The command in the strip at the bottom: of what is in focus, or else of what was done last. */
export const shownCurl = signal<{ readonly title: string; readonly curl: string } | null>(null);
export const showCurl = (title: string, what: Call): void => {
  shownCurl.value = { title, curl: curlOf(what) };
};

const busy = new Set<string>();
/** Takes away what the last action said at a place of its own. */
let forgetLast = (): void => undefined;

/**
 * Does it; resolves with the answer, or with `undefined` when it was refused. Who presses twice means it once, but an
 * action that gets no answer holds no other up.
 */
export const act = async <Answer>(
  { call: what, words, say }: Action,
  isExpected: (answer: unknown) => answer is Answer,
): Promise<Answer | undefined> => {
  const id = `${what.method} ${what.path} ${JSON.stringify(what.body)}`;
  if (busy.has(id)) return undefined;
  busy.add(id);
  // There is one message at a time, wherever it stands.
  forgetLast();
  refusal.value = '';
  say?.('', undefined);
  forgetLast = () => {
    say?.('', undefined);
  };
  showCurl('Done', what);
  try {
    const answer = await call(what, isExpected);
    announce(words);
    return answer;
  } catch (reason) {
    const error = reason instanceof Error ? reason : new Error(String(reason));
    if (say === undefined) refusal.value = error.message;
    else say(error.message, error);
    return undefined;
  } finally {
    busy.delete(id);
    // What was done is to be seen at once, also where no stream tells of it.
    stir();
  }
};
