/** How many articles a feed brought on each of the last days. */
import type { ArticleSummary } from '../api';
import { dayKey, dayShort, t } from '../text';

const DAY = 86_400_000;
/** Days that are shown. */
export const DAYS = 14;

/**
 * The last days as bars, the oldest first. `articles` are the newest of the feed, `whole` says that there are no others;
 * days that lie below the last one that was read are gaps, not noughts.
 */
export function daysOf(articles: readonly Pick<ArticleSummary, 'published'>[], whole: boolean, now: number) {
  const counted = new Map<string, number>();
  for (const { published } of articles) {
    const key = dayKey({ at: published });
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  const last = articles.at(-1);
  const reach = whole || !last ? '' : dayKey({ at: last.published });
  return Array.from({ length: DAYS }, (_, index) => {
    const at = new Date(now - (DAYS - 1 - index) * DAY).toISOString();
    const key = dayKey({ at });
    const value = key > reach ? (counted.get(key) ?? 0) : null;
    const text = value === null ? t.sources.notCounted : t.timeline.articles(value);
    return { name: dayShort({ at }, now), value, text };
  });
}
