import { useFollowed } from '../following.js';
import { createResource, type Resource } from '../resource.js';

/** An answer of the control API for as long as a component shows it. */
export const useResource = <Answer>(
  path: string,
  isExpected: (answer: unknown) => answer is Answer,
  kinds: readonly string[],
): Resource<Answer> => useFollowed(() => createResource<Answer>(() => path, isExpected, kinds), [path]);
