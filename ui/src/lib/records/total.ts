/** What records add up to. */
import type { TimelineEntry } from '../api';
import { duration, t } from '../text';

/** What a day adds up to: `7 articles · 1 h 12 min of reading`. */
export function totalOf(day: readonly TimelineEntry[]): string {
  const articles = day.filter((entry) => entry.kind === 'article');
  if (articles.length === 0) return '';
  const minutes = articles.reduce((sum, entry) => sum + (entry.unit === 'min' ? (entry.value ?? 0) : 0), 0);
  const parts = [t.timeline.articles(articles.length)];
  if (minutes > 0) parts.push(t.timeline.toRead(duration(minutes)));
  return parts.join(' · ');
}
