import { useEffect, useMemo } from 'preact/hooks';
import type { Matters } from './looking.js';
import { createResource, type Resource } from './resource.js';

/** Something that is followed for as long as a component shows it; another one when an input has changed. */
export const useFollowed = <Thing extends { readonly close: () => void }>(
  create: () => Thing,
  inputs: readonly unknown[],
): Thing => {
  const thing = useMemo(create, inputs);
  useEffect(() => thing.close, [thing]);
  return thing;
};

/** An answer of the control API for as long as a component shows it. */
export const useResource = <Answer>(
  path: string,
  isExpected: (answer: unknown) => answer is Answer,
  matters: Matters,
): Resource<Answer> => useFollowed(() => createResource<Answer>(() => path, isExpected, matters), [path]);
