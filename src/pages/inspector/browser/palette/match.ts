/** How well a word that was typed fits a text: 0 not at all, then by letters in order, within it, at the beginning of a word, at its own beginning. */
const fit = (word: string, text: string): number => {
  const at = text.indexOf(word);
  if (at === 0) return 4;
  if (at > 0) return /[\s_\-:.]/.test(text[at - 1] ?? '') ? 3 : 2;
  let from = 0;
  for (const letter of word) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return 0;
  }
  return 1;
};

export const wordsOf = (query: string): readonly string[] =>
  query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

/** Those that have all that was typed, the best first; equals keep their order. */
export const matching = <Entry extends { readonly label: string; readonly words?: string }>(
  entries: readonly Entry[],
  query: string,
): readonly Entry[] => {
  const words = wordsOf(query);
  return entries
    .map((entry) => {
      const text = entry.label.toLowerCase();
      const more = (entry.words ?? '').toLowerCase();
      // Letters in order that are found in a long sentence mean nothing.
      const fits = words.map((word) => Math.max(fit(word, text), fit(word, more) > 1 ? 1.5 : 0));
      return { entry, score: fits.includes(0) ? 0 : fits.reduce((sum, one) => sum + one, 1) };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ entry }) => entry);
};
