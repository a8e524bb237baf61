/** What does not survive when a client parses a body and writes it again. */
export const encodings = ['slashes', 'numbers', 'spacing', 'unicode'] as const;
export type Encoding = (typeof encodings)[number];

const escaped = (unit: string): string =>
  String.raw`\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A number in other digits: 1 as 1.00, since Python keeps 1.0 as it is, 1.5 as 1.50, 1e21 as 1E+21. */
const otherwise = (number: string): string => {
  if (number.includes('e')) return number.replace('e', 'E');
  return number.includes('.') ? `${number}0` : `${number}.00`;
};

/**
 * Writes JSON in a form that is just as right, but that no client gets by parsing it and writing it again. A slash and a
 * character beyond ASCII is in every body; where there is no number, `numbers` alone changes nothing.
 * @param json what `JSON.stringify` wrote
 */
export const encode = (json: string, how: readonly Encoding[]): string => {
  const [slashes, numbers, spacing, unicode] = encodings.map((one) => how.includes(one));
  const space = spacing === true ? ' ' : '';
  const writeText = (text: string): string => {
    const written = JSON.stringify(text);
    const withSlashes = slashes === true ? written.replaceAll('/', String.raw`\/`) : written;
    // By code units, so that a character beyond the first 65,536 is a pair of surrogates.
    return unicode === true ? withSlashes.replaceAll(/[^\0-\x7f]/g, escaped) : withSlashes;
  };
  const within = (open: string, items: readonly string[], close: string): string =>
    `${open}${space}${items.join(`${space},${space}`)}${items.length > 0 ? space : ''}${close}`;
  const write = (value: unknown): string => {
    if (typeof value === 'string') return writeText(value);
    if (typeof value === 'number') return numbers === true ? otherwise(JSON.stringify(value)) : JSON.stringify(value);
    if (Array.isArray(value)) return within('[', value.map(write), ']');
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const members = Object.entries(value).map(([name, one]) => `${writeText(name)}${space}:${space}${write(one)}`);
    return within('{', members, '}');
  };
  return write(JSON.parse(json));
};
