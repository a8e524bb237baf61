/** Deeper than this nobody nests what they write by hand. */
const DEEPEST = 200;

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y;
const OTHER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** The offset at which a text stops being JSON. The parser's own message says it not always, and repeats the text. */
const offsetOfMistake = (text: string): number => {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) return false;
    at += found.length;
    return true;
  };
  const takeSign = (sign: string): boolean => {
    take(SPACE);
    if (text[at] !== sign) return false;
    at++;
    return true;
  };
  const isList = (end: string, isItem: () => boolean): boolean => {
    if (takeSign(end)) return true;
    do {
      take(SPACE);
      if (!isItem()) return false;
    } while (takeSign(','));
    return takeSign(end);
  };
  const isValue = (depth: number): boolean => {
    if (depth > DEEPEST) return false;
    take(SPACE);
    if (takeSign('{')) return isList('}', () => take(STRING) && takeSign(':') && isValue(depth + 1));
    if (takeSign('[')) return isList(']', () => isValue(depth + 1));
    return take(STRING) || take(OTHER);
  };
  if (isValue(0)) take(SPACE);
  return at;
};

/** Where a text that is not JSON stops being it; both count from 1. */
export const placeOfMistake = (text: string): { readonly line: number; readonly column: number } => {
  const before = text.slice(0, offsetOfMistake(text)).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
};
