import { computed, signal } from '@preact/signals';
import { call, isObject, type Call } from './call.js';
import { curlOf } from './curl.js';
import { apiKey } from './key.js';
import { announce, refusal } from './news.js';
import { stir } from './stream.js';

/** Something that a person does with a button, by a call that anyone can make. */
export type Action = {
  readonly call: Call;
  /** What is read out when it is done. */
  readonly words: string;
  /** Where a refusal is shown; by default below the page. */
  readonly say?: ((sentence: string, error: Error | undefined) => void) | undefined;
  /** Called as it begins, which it does not while the same is under way. */
  readonly onStart?: (() => void) | undefined;
  /** Called with the answer, also where another account is looked at by then. */
  readonly onAnswer?: ((answer: Readonly<Record<string, unknown>>) => void) | undefined;
};

type Shown = { readonly title: string; readonly curl: string };
/** The command of what was done last, or is looked at. */
export const restingCurl = signal<Shown | null>(null);
apiKey.subscribe(() => {
  restingCurl.value = null;
});
const offered = signal<Shown | null>(null);
/** The command in the strip at the bottom: of what is in focus or pointed at, or else of what was done last. */
export const shownCurl = computed(() => offered.value ?? restingCurl.value);
/** Shows what would do the same as the control that a person is at, until they leave it. */
export const showCurl = (title: string, what: Call): void => {
  offered.value = { title, curl: curlOf(what) };
};
export const hideCurl = (): void => {
  offered.value = null;
};
const keepCurl = (title: string, what: Call): void => {
  hideCurl();
  restingCurl.value = { title, curl: curlOf(what) };
};

const busy = new Set<string>();
/** Takes away what the last action said at a place of its own. */
let forgetLast = (): void => undefined;

/**
 * Does it; resolves with the answer, or with `undefined` when it was refused, or another account is looked at by then. Who
 * presses twice means it once, but an action that gets no answer holds no other up.
 */
export const act = async ({
  call: what,
  words,
  say,
  onStart,
  onAnswer,
}: Action): Promise<Readonly<Record<string, unknown>> | undefined> => {
  const key = apiKey.peek();
  const id = JSON.stringify([key, what]);
  if (busy.has(id)) return undefined;
  busy.add(id);
  // There is one message at a time, wherever it stands.
  forgetLast();
  refusal.value = '';
  say?.('', undefined);
  forgetLast = () => {
    say?.('', undefined);
  };
  onStart?.();
  keepCurl('Done', what);
  try {
    const answer = await call(what, isObject);
    onAnswer?.(answer);
    if (key !== apiKey.peek()) return undefined;
    announce(words);
    return answer;
  } catch (reason) {
    if (key !== apiKey.peek()) return undefined;
    const error = reason instanceof Error ? reason : new Error(String(reason));
    keepCurl('Not done', what);
    if (say === undefined) refusal.value = error.message;
    else say(error.message, error);
    return undefined;
  } finally {
    busy.delete(id);
    // What was done is to be seen at once, also where no stream tells of it.
    stir();
  }
};
