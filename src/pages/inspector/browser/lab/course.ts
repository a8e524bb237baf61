import type { Sight } from '../../../../shapes.js';

/** What a client sees of a course, with many of a kind in a row as one step. */
export type Step = {
  /** Seconds after create. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly sight: Sight;
};

const isSame = (one: Sight, other: Sight): boolean =>
  one.state === other.state && one.event === other.event && one.code === other.code;

/** Sights in a row that differ only in their time are one step. */
export const stepsOf = (course: readonly Sight[]): readonly Step[] => {
  const steps: Step[] = [];
  for (const sight of course) {
    const last = steps.at(-1);
    if (last !== undefined && isSame(last.sight, sight))
      steps[steps.length - 1] = { ...last, to: sight.time, count: last.count + 1 };
    else steps.push({ from: sight.time, to: sight.time, count: 1, sight });
  }
  return steps;
};

/** For how long each sight lasts, in seconds; the last one lasts a while beyond the end. */
export const spansOf = (
  course: readonly Sight[],
): readonly { readonly state: Sight['state']; readonly from: number; readonly to: number }[] => {
  const last = course.at(-1)?.time ?? 0;
  const end = last === 0 ? 1 : last * 1.15;
  const spans = course.map(({ state, time }, index) => ({ state, from: time, to: course[index + 1]?.time ?? end }));
  return spans.filter(({ from, to }) => to > from);
};

/** `20 s`, `22 min 30 s`. */
export const secondsOf = (seconds: number): string => {
  if (seconds < 120) return `${String(seconds)} s`;
  const rest = seconds % 60;
  return `${String(Math.floor(seconds / 60))} min${rest === 0 ? '' : ` ${String(rest)} s`}`;
};

/** What a step is, in a few words. */
export const wordsOf = ({ count, sight: { state, event, code } }: Step): string => {
  if (event === null) return 'dies without a word';
  if (event === 'qrcode.updated') {
    if (code !== null && code !== 200) return 'the last QR ends';
    return count === 1 ? 'a QR' : `${String(count)} QRs`;
  }
  const word = state === 'close' ? 'closed' : state;
  const told = code === null || code === 200 ? word : `${word} (${String(code)})`;
  return count === 1 ? told : `${told}, told ${String(count)} times`;
};
