/** The first names of a list as a sentence has them, and how many more there are. */
export const listingOf = (names: readonly string[], most = 3): string => {
  const more = names.length - most;
  return `${names.slice(0, most).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
};
