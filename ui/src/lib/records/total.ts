/** What records add up to. */
import type { TimelineEntry } from '../api';
import { duration, t } from '../text';

/** What a day adds up to: `7 articles · 1 h 12 min of reading · 5 commits · 2 h 10 min heard`. */
export function totalOf(day: readonly TimelineEntry[]): string {
  const of = (kind: string) => day.filter((entry) => entry.kind === kind);
  const minutes = (entries: readonly TimelineEntry[]) =>
    entries.reduce((sum, entry) => sum + (entry.unit === 'min' ? (entry.value ?? 0) : 0), 0);
  const [articles, commits, heard] = [of('article'), of('commit'), minutes(of('play'))];
  const parts: string[] = [];
  if (articles.length > 0) parts.push(t.timeline.articles(articles.length));
  if (minutes(articles) > 0) parts.push(t.timeline.toRead(duration(minutes(articles))));
  if (commits.length > 0) parts.push(t.coding.commits(commits.length));
  if (heard > 0) parts.push(t.timeline.heard(duration(heard)));
  return parts.join(' · ');
}
