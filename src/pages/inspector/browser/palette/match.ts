const BREAK = /[\s_\-:.]/;

/**
 * How well a word that was typed fits a text: 0 not at all, then by letters in order, within it, at the beginning of a
 * word, at its own beginning; better if no letter follows that was not typed.
 */
const fit = (word: string, text: string): number => {
  const at = text.indexOf(word);
  if (at >= 0) {
    const isWhole = BREAK.test(text[at + word.length] ?? ' ');
    return (at === 0 ? 4 : BREAK.test(text[at - 1] ?? '') ? 3 : 2) + (isWhole ? 0.5 : 0);
  }
  let from = 0;
  for (const letter of word) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return 0;
  }
  return 1;
};

/** The words of a text, wherever each stands in it. */
const wordsOf = (text: string, between: RegExp): readonly string[] =>
  text
    .toLowerCase()
    .split(between)
    .filter((word) => word !== '')
    .sort();

/** Those that have all that was typed, the best first, above all one that has nothing else; equals keep their order. */
export const matching = <Entry extends { readonly label: string; readonly words?: string }>(
  entries: readonly Entry[],
  query: string,
): readonly Entry[] => {
  const words = wordsOf(query, /\s/);
  const all = wordsOf(query, BREAK).join(' ');
  return entries
    .map((entry) => {
      const text = entry.label.toLowerCase();
      const more = (entry.words ?? '').toLowerCase();
      // Letters in order that are found in a long sentence mean nothing.
      const fits = words.map((word) => Math.max(fit(word, text), fit(word, more) > 1 ? 1.5 : 0));
      const isExact = wordsOf(entry.label, BREAK).join(' ') === all;
      return { entry, score: fits.includes(0) ? 0 : fits.reduce((sum, one) => sum + one, isExact ? 99 : 1) };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ entry }) => entry);
};
