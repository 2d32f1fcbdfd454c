/** Where the list was left when Lorch was closed. */
import type { ArticleSummary, LiveList } from '../api';

/** A place in the list of a scope. */
export interface Place {
  /** Address of the scope. */
  scope: string;
  /** When the first article in sight was published; `null` at the newest. */
  at: string | null;
}

/** Pages that are loaded for it at most. */
const PAGES = 20;

/** Whether this is a place. */
export const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' &&
  value !== null &&
  'scope' in value &&
  typeof value.scope === 'string' &&
  'at' in value &&
  (value.at === null || typeof value.at === 'string');

/**
 * Loads a list until it reaches a moment; answers the first article at or before it. By its moment and not by its id: what
 * was read then may be gone from the unread.
 */
export async function loadedTo(list: LiveList<ArticleSummary>, at: string): Promise<string | null> {
  const reached = () => list.rows.find(({ published }) => Date.parse(published) <= Date.parse(at));
  await list.reload();
  for (let page = 0; page < PAGES && !reached() && !list.complete && list.fault === null; page += 1)
    await list.more();
  return reached()?.id ?? null;
}
