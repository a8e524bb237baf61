import { useEffect, useMemo } from 'preact/hooks';

/** Something that is followed for as long as a component shows it; another one when an input has changed. */
export const useFollowed = <Thing extends { readonly close: () => void }>(
  create: () => Thing,
  inputs: readonly unknown[],
): Thing => {
  const thing = useMemo(create, inputs);
  useEffect(() => thing.close, [thing]);
  return thing;
};
