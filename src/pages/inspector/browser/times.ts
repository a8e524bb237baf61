/** How people read times and durations. All times are UTC, as in the API. */

/** `22:45:07`, with the date if it is not that of `today`, both ISO 8601. */
export const timeOf = (iso: string, today?: string): string =>
  today?.slice(0, 10) === iso.slice(0, 10) ? iso.slice(11, 19) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;

/** `+30 min`, `−2 h 5 min`, `+3 d`: how far a time is from another, in milliseconds; empty for less than a second. */
export const offsetOf = (milliseconds: number): string => {
  const seconds = Math.round(Math.abs(milliseconds) / 1_000);
  if (seconds === 0) return '';
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const shown = parts
    .filter(([amount]) => amount > 0)
    .slice(0, 2)
    .map(([amount, unit]) => `${String(amount)} ${unit}`);
  return `${milliseconds < 0 ? '−' : '+'}${shown.join(' ')}`;
};

/** `0.4 ms`, `12 ms`, `1.2 s`. */
export const durationOf = (milliseconds: number): string => {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  return milliseconds < 1_000 ? `${String(Math.round(milliseconds))} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
};

/** `1,234`. */
export const numberOf = (count: number): string => count.toLocaleString('en');

/** `1 event`, `1,234 deliveries`. */
export const things = (count: number, one: string): string =>
  `${numberOf(count)} ${count === 1 ? one : `${one.replace(/y$/, 'ie')}s`}`;

/** `23 s`, `2 min 5 s`, `1 h 4 min`: a duration in milliseconds, for people. */
export const durationWords = (milliseconds: number): string => offsetOf(Math.abs(milliseconds)).slice(1) || '0 s';
