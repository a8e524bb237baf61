/** Timeout of one attempt, and the pause after it, in milliseconds. */
const LONGEST_ATTEMPT = 2_000;
const PAUSE = 100;

/** What waiting needs from outside; times are real milliseconds. */
export type Wait = {
  /** Whether an emulator answers within a number of milliseconds. */
  readonly isReady: (within: number) => Promise<boolean>;
  readonly patience: number;
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
};

/** Retries until an emulator is ready; false if time runs out. */
export const waitUntilReady = async ({ isReady, patience, now, pause }: Wait): Promise<boolean> => {
  const end = now() + patience;
  const left = (): number => Math.max(0, end - now());
  do {
    if (await isReady(Math.min(LONGEST_ATTEMPT, left()))) return true;
    await pause(Math.min(PAUSE, left()));
  } while (left() > 0);
  return false;
};
