/** The first characters of a text. */
export const glimpseOf = (text: string, most: number): string =>
  // At most two units are a character, and none is cut in half.
  Array.from(text.slice(0, 2 * most))
    .slice(0, most)
    .join('')
    .toWellFormed();
