/** The user guide, filtered by words. */
import type { GuidePage } from '../api';

/** Pages that hold every one of `words`, those whose title does first. */
export function pages(all: readonly GuidePage[], words: string): GuidePage[] {
  const wanted = split(words);
  const holds = (text: string) => wanted.every((word) => fold(text).includes(word));
  const found = all.filter((page) => holds(`${page.title} ${page.text}`));
  return [...found.filter((page) => holds(page.title)), ...found.filter((page) => !holds(page.title))];
}

/** The passage around the first of `words` in the text of a page; its beginning where none is. */
export function about(page: GuidePage, words: string): string {
  const text = page.text.replace(/\s+/g, ' ');
  const places = split(words)
    .map((word) => fold(text).indexOf(word))
    .filter((place) => place >= 0);
  const place = Math.min(...(places.length > 0 ? places : [0]));
  // Words are shown whole.
  const from = place > BEFORE ? text.indexOf(' ', place - BEFORE) + 1 : 0;
  const to = text.length - from > LENGTH ? text.lastIndexOf(' ', from + LENGTH) : text.length;
  return `${from > 0 ? '… ' : ''}${text.slice(from, to).trim()}${to < text.length ? ' …' : ''}`;
}

const BEFORE = 24;
const LENGTH = 90;

const split = (words: string) => fold(words).split(/\s+/).filter(Boolean);

/** Without case and marks; as long as the text was, so that places stay. */
const fold = (text: string) =>
  text.replace(/./gu, (letter) => {
    const folded = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    return folded.length === letter.length ? folded : letter;
  });
