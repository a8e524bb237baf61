import type { Clock, InstanceList } from '../../../shapes.js';
import { find, setClass } from '../../browser/elements.js';
import { AnswerError, watch } from './call.js';
import { isClockReply } from './clock.js';
import { isKey, key } from './key.js';
import { isInstanceList } from './list.js';
import { say } from './messages.js';

const WAIT = 1000;

/** What shows the account of the key that is typed in. */
export type View = {
  readonly show: (answer: InstanceList, clock: Clock) => void;
  /** Shows nothing but a sentence. */
  readonly clear: (words?: string) => void;
};

/** Shows the account as it is, now and every second from now on, as long as somebody sees the page. */
export const createRefresh = ({ show, clear }: View): (() => void) => {
  const problem = find('#problem', HTMLElement);
  const list = find('#list', HTMLElement);
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const refresh = async (): Promise<void> => {
    const mine = ++turn;
    clearTimeout(timer);
    if (document.hidden) return;
    if (!isKey(key())) {
      const isMissing = key() === '';
      clear(isMissing ? 'Enter an API key to see its instances.' : '');
      say(problem, isMissing ? '' : 'A key has no spaces, and no characters beyond ASCII.');
      return;
    }
    try {
      const [answer, { clock }] = await Promise.all([
        watch('instances?limit=50', isInstanceList),
        watch('clock', isClockReply),
      ]);
      if (mine !== turn) return;
      show(answer, clock);
      say(problem, '');
      setClass(list, 'stale', false);
    } catch (error) {
      if (mine !== turn) return;
      const isAnswer = error instanceof AnswerError;
      if (isAnswer) clear();
      setClass(list, 'stale', true);
      say(problem, isAnswer ? error.message : 'The emulator does not answer. Trying again…');
    }
    timer = setTimeout(start, WAIT);
  };
  const start = (): void => {
    void refresh();
  };
  return start;
};
