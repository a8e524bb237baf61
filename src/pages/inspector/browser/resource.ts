import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { watch } from './call.js';
import { keepLooking, type Matters } from './looking.js';

/** One answer of the control API, read again whenever a note says that it may have changed. */
export type Resource<Answer> = {
  readonly value: ReadonlySignal<Answer | undefined>;
  /** Why it could not be read; empty if it could. */
  readonly problem: ReadonlySignal<string>;
  /** Reads it again, soon. */
  readonly look: () => void;
  readonly close: () => void;
};

/**
 * @param path below `_emulator/`
 * @param matters the notes that change it
 */
export const createResource = <Answer>(
  path: () => string,
  isExpected: (answer: unknown) => answer is Answer,
  matters: Matters,
): Resource<Answer> => {
  const value = signal<Answer | undefined>(undefined);
  const problem = signal('');
  const read = async (): Promise<void> => {
    try {
      const answer = await watch(path(), isExpected);
      batch(() => {
        value.value = answer;
        problem.value = '';
      });
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  };
  const { soon, stop } = keepLooking(read, matters);
  return { value, problem, look: soon, close: stop };
};
