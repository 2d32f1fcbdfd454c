/** Read and star from Today: shown in the same frame, put back when the core refuses. */
import {
  api,
  articleKey,
  edited,
  queries,
  why,
  type Article,
  type ArticleSummary,
  type Page,
  type TimelineEntry,
} from '../api';
import { toasts } from '../kit';
import { t } from '../text';

/** What can be set. */
export interface Mark {
  read?: boolean;
  starred?: boolean;
  saved?: boolean;
}

type Row = TimelineEntry | ArticleSummary;

/** What is known of a row on this screen. */
export function rowOf(id: string): Row | undefined {
  return queries
    .getQueriesData<Page<Row>>({ queryKey: ['today'] })
    .flatMap(([, page]) => page?.items ?? [])
    .find((row) => row.id === id);
}

/** Whether it has the marks of an article. */
export const isArticle = (row: Row | undefined): boolean =>
  row !== undefined && (!('room' in row) || row.room === 'reader');

function show(id: string, mark: Mark): void {
  queries.setQueriesData<Page<Row>>({ queryKey: ['today'] }, (page) =>
    page?.items
      ? { ...page, items: page.items.map((row) => (row.id === id ? { ...row, ...mark } : row)) }
      : page,
  );
  queries.setQueryData<Article>(articleKey(id), (known) => known && { ...known, ...mark });
}

/** Turns one mark of an article. */
export async function turn(id: string, mark: 'read' | 'starred'): Promise<void> {
  const row = rowOf(id);
  if (!row || !isArticle(row)) return;
  const was = row[mark] === true;
  show(id, { [mark]: !was });
  try {
    await edited(
      api.PATCH('/api/reader/articles/{id}', { params: { path: { id } }, body: { [mark]: !was } }),
    );
  } catch (fault) {
    show(id, { [mark]: was });
    toasts.fail(`${t.reader.markFailed}: ${why(fault)}`);
  }
}
