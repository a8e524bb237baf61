import { useEffect, useMemo, useState } from 'preact/hooks';

/** Something that follows the account, for as long as a part of the page is shown; made anew with other `inputs`. */
export const useFollowing = <Made extends { readonly close: () => void }>(
  make: () => Made,
  inputs: readonly unknown[] = [],
): Made => {
  const made = useMemo(make, inputs);
  useEffect(() => made.close, [made]);
  return made;
};

/** Whether a media query is met. */
export const useMedia = (query: string): boolean => {
  const [isMet, setMet] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const look = (): void => {
      setMet(list.matches);
    };
    list.addEventListener('change', look);
    return () => {
      list.removeEventListener('change', look);
    };
  }, [query]);
  return isMet;
};
