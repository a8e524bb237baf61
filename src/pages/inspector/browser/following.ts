import { useEffect, useMemo } from 'preact/hooks';
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
  kinds: readonly string[],
): Resource<Answer> => useFollowed(() => createResource<Answer>(() => path, isExpected, kinds), [path]);
