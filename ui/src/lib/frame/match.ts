/** Finds commands by their words: each word that is typed must begin a word of the name, whatever its accents. */

const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();

/** How well words match a name: 0 not at all, more is better. Nothing typed matches everything a little. */
export function match(words: string, name: string): number {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return 1;
  const text = fold(name);
  const parts = text.split(/[^\p{Letter}\p{Number}]+/u);
  if (!wanted.every((word) => parts.some((part) => part.startsWith(word)))) return 0;
  if (text.startsWith(wanted.join(' '))) return 3;
  return parts[0]?.startsWith(wanted[0] ?? '') ? 2 : 1;
}

/** What matches, the best first; equals keep their order. */
export function best<T>(words: string, all: readonly T[], name: (item: T) => string): T[] {
  return all
    .map((item) => ({ item, score: match(words, name(item)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}
