/** Read, star and save: shown in the same frame, kept by the core, put back if it refuses. */
import {
  api,
  articleKey,
  edited,
  feedsKey,
  queries,
  type Article,
  type ArticleSummary,
  type Feed,
  type LiveList,
} from '../api';

/** What can be set. */
export interface Mark {
  read?: boolean;
  starred?: boolean;
  saved?: boolean;
}

/** Shows a mark everywhere the article is on screen. */
function show(list: LiveList<ArticleSummary>, article: ArticleSummary, mark: Mark): void {
  list.patch(article.id, (row) => ({ ...row, ...mark }));
  queries.setQueryData<Article>(articleKey(article.id), (known) => known && { ...known, ...mark });
  if (mark.read === undefined || mark.read === article.read) return;
  const by = mark.read ? -1 : 1;
  queries.setQueryData<Feed[]>(feedsKey, (feeds) =>
    feeds?.map((feed) =>
      feed.id === article.feed ? { ...feed, unread: Math.max(0, feed.unread + by) } : feed,
    ),
  );
}

/** Sets marks of one article and answers the number of the edit. A refusal puts the old ones back and is thrown. */
export async function setMark(
  list: LiveList<ArticleSummary>,
  article: ArticleSummary,
  mark: Mark,
): Promise<string | null> {
  show(list, article, mark);
  try {
    const path = { id: article.id };
    return (await edited(api.PATCH('/api/reader/articles/{id}', { params: { path }, body: mark }))).edit;
  } catch (fault) {
    const old: Mark = {
      ...(mark.read === undefined ? {} : { read: article.read }),
      ...(mark.starred === undefined ? {} : { starred: article.starred }),
      ...(mark.saved === undefined ? {} : { saved: article.saved }),
    };
    show(list, { ...article, ...mark }, old);
    throw fault;
  }
}

const AT_ONCE = 4;

/** Sets one mark on many articles and answers the numbers of the edits. Stops at the first refusal, which is thrown. */
export async function setMarks(
  list: LiveList<ArticleSummary>,
  articles: readonly ArticleSummary[],
  mark: Mark,
): Promise<(string | null)[]> {
  const edits: (string | null)[] = [];
  for (let start = 0; start < articles.length; start += AT_ONCE) {
    const some = articles.slice(start, start + AT_ONCE);
    edits.push(...(await Promise.all(some.map((article) => setMark(list, article, mark)))));
  }
  return edits;
}
