/** Which articles Today puts forward, and why. */
import type { ArticleSummary } from '../api';

/** Why an article is put forward. */
export type Reason = 'saved' | 'starred' | 'new';

/** One that is. */
export interface Pick {
  article: ArticleSummary;
  why: Reason;
}

const SAVED = 3;

/**
 * What was saved and not read, then unread ones of feeds in which something was starred, then the newest of the others;
 * of the last two one of each feed, so that a busy feed does not fill the page.
 */
export function picksOf(
  saved: readonly ArticleSummary[],
  unread: readonly ArticleSummary[],
  starred: readonly ArticleSummary[],
  most = 5,
): Pick[] {
  const loved = new Set(starred.map(({ feed }) => feed));
  const picks: Pick[] = saved
    .filter(({ read }) => !read)
    .slice(0, SAVED)
    .map((article) => ({ article, why: 'saved' }));
  const feeds = new Set(picks.map(({ article }) => article.feed));
  const add = (articles: readonly ArticleSummary[], why: Reason) => {
    for (const article of articles) {
      if (picks.length >= most) return;
      if (feeds.has(article.feed)) continue;
      feeds.add(article.feed);
      picks.push({ article, why });
    }
  };
  add(
    unread.filter(({ feed }) => loved.has(feed)),
    'starred',
  );
  add(
    unread.filter(({ feed }) => !loved.has(feed)),
    'new',
  );
  return picks;
}
