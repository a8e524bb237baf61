/** What stands where a key should be, in whole; no real key looks like that, and ordinary short ones do not either. */
const LOOKS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^(?:undefined|null|nil|none|nan|true|false|\[object \w+\])$/i, 'a value that was never set'],
  [/^bearer$/i, 'the word Bearer alone'],
  [
    /^(?:(?:your|insert|enter|paste)[-_ ]?(?:wachat[-_ ]?)?(?:api[-_ ]?)?|(?:wachat[-_ ]?)?api[-_ ]?)(?:key|token)(?:[-_ ]?here)?$/i,
    'a placeholder',
  ],
  [/^(?:x{3,}|\*{3,}|\.{3,}|change[-_ ]?me|replace[-_ ]?me|todo|placeholder)$/i, 'a placeholder'],
  [/^(?:\$?\{.*\}|\$\w+|%\w+%|<.*>|\{\{.*\}\})$/, 'a variable that nobody has replaced'],
  [/^(?:process\.env|import\.meta\.env|os\.environ|os\.getenv|getenv|env)\W/i, 'code that reads a key'],
  [/^(["'`]).*\1$/, 'a key in quotes'],
];
/** No placeholder is longer. */
const LONGEST = 100;

/** What a text looks like that stands where a key should be; `undefined` for what may well be one. */
export const lookOf = (key: string): string | undefined =>
  key.length > LONGEST ? undefined : LOOKS.find(([pattern]) => pattern.test(key))?.[1];
