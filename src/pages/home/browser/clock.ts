import type { Clock, ClockChange, ClockChanged, ClockReply } from '../../../shapes.js';
import { find, set, setClass, setHidden, setText } from '../../browser/elements.js';
import type { Act } from './act.js';
import { call, isObject } from './call.js';
import { refusal, say } from './messages.js';

export const isClockReply = (answer: unknown): answer is ClockReply => isObject(answer) && 'clock' in answer;
const isClockChanged = (answer: unknown): answer is ClockChanged => isClockReply(answer) && 'happened' in answer.clock;

const timeOf = (now: string): string => `${now.slice(0, 19).replace('T', ' ')} UTC`;

/** The account's clock, and the buttons that move it. Returns what shows it, or shows none. */
export const createClock = (act: Act): ((clock: Clock | null) => void) => {
  const region = find('#clock', HTMLElement);
  const words = find('#clock-words', HTMLElement);
  const time = find('#clock-now', HTMLElement);
  const turn = find('#clock-turn', HTMLElement);
  const moves = region.querySelectorAll<HTMLElement>('[data-advance]');

  const show = (clock: Clock | null): void => {
    setHidden(region, clock === null);
    if (clock === null) return;
    const { now, frozen } = clock;
    setClass(region, 'frozen', frozen);
    setText(words, frozen ? 'The clock stands still at' : 'The clock runs.');
    setText(time, frozen ? timeOf(now) : '');
    set(time, 'datetime', frozen ? now : '');
    setText(turn, frozen ? 'Let it run' : 'Freeze');
    for (const button of moves) setHidden(button, !frozen);
  };

  const change = (body: ClockChange): void => {
    const move = async (): Promise<void> => {
      const { clock } = await call({ method: 'POST', path: '_emulator/clock', body }, isClockChanged);
      show(clock);
      if (clock.stoppedShort)
        say(refusal, `Too much was due: the clock stopped at ${timeOf(clock.now)}. Go on from there.`);
      if (body.run && clock.frozen)
        say(refusal, 'This clock belongs to the program that started the emulator; only that can move it.');
    };
    void act('clock', move, 'Clock changed');
  };

  turn.addEventListener('click', () => {
    change(region.classList.contains('frozen') ? { run: true } : { freeze: true });
  });
  for (const button of moves) {
    button.addEventListener('click', () => {
      change({ advance: button.dataset.advance });
    });
  }
  return show;
};
