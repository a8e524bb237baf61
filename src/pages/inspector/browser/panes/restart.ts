import { useEffect, useRef } from 'preact/hooks';
import type { Feed } from '../feed.js';

/** Has a list read anew whenever a condition is another one than before; `undefined` is none yet. */
export const useRestart = <Item>(feed: Feed<Item>, ...conditions: readonly (string | undefined)[]): void => {
  const before = useRef(conditions);
  useEffect(() => {
    const isOther = conditions.some((one, index) => {
      const last = before.current[index];
      return last !== undefined && one !== last;
    });
    before.current = conditions;
    if (isOther) feed.restart();
  }, [feed, ...conditions]);
};
