import { place } from '../route.js';

/** Whether it is an instance's technical name; people know the one that they gave. */
export const isTechnical = (name: string): boolean => /^t\d+_[\da-z]+_[\w-]+$/.test(name);

/** A condition, as an address calls it, in the words of the control API. */
export const conditionOf = (name: string, value: string): readonly [string, string] => {
  if (name === 'instance') return [isTechnical(value) ? 'instanceName' : 'displayName', value];
  if (name === 'status' && /^(\dxx|none)$/.test(value)) return ['statusClass', value];
  return [name === 'text' ? 'contains' : name === 'fault' ? 'hasFault' : name, value];
};

/** A list with the conditions of the address. What the control API does not know, it refuses with a sentence. */
export const searched = (list: string): string => {
  const search = new URLSearchParams(
    Object.entries(place.peek().query).map(([name, value]) => [...conditionOf(name, value)]),
  );
  // A list shows what is there.
  search.delete('wait');
  return `${list}?${search.toString()}`;
};
