import { useEffect, useState } from 'preact/hooks';

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
