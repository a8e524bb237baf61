/** Whether it is made with braces, by whatever program: not a Map, a Date, or what inherits from another. */
export const isPlain = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false;
  const parent: unknown = Object.getPrototypeOf(value);
  return parent === null || Object.getPrototypeOf(parent) === null;
};

/** Whether it has members by name. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether JSON has all of it, and it has no more values, and is no deeper, than that: what has a cycle has no end. */
export const isJson = (value: unknown, mostValues = Infinity, mostDepth = Infinity): boolean => {
  let left = mostValues;
  const isPart = (part: unknown, depth: number): boolean => {
    if (--left < 0) return false;
    if (part === null || typeof part === 'string' || typeof part === 'boolean') return true;
    if (typeof part === 'number') return Number.isFinite(part);
    if (typeof part !== 'object' || depth > mostDepth) return false;
    // A Map or a Date would be sent as something else.
    return (Array.isArray(part) || isPlain(part)) && Object.values(part).every((child) => isPart(child, depth + 1));
  };
  return isPart(value, 0);
};

/** The depth from which on JSON is taken for text: writing it again is recursive, and would end at some depth. */
const MOST_NESTED = 500;

/** Whether a text, if it is JSON, is nested deeper than that. */
export const isNestedDeeply = (text: string): boolean => {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '[' || character === '{') {
      if (++depth > MOST_NESTED) return true;
    } else if (character === ']' || character === '}') depth--;
  }
  return false;
};
