/** Upwards from the middle: the core pages downwards only, so a later moment is sought from which a page reaches the first row. */
import type { Page, TimelineEntry } from '../api';
import { cursorAt } from '../records';

type Ask = (page: { limit: number; after?: string }) => Promise<Page<TimelineEntry>>;

const LIMIT = 200;
const SECOND = 1000;
/** Pages at most, should very much have happened in one second. */
const MOST = 50;

/** The entries just newer than the first of `rows`, and the cursor above them; `null` when these are the newest. */
export async function newer(
  rows: readonly TimelineEntry[],
  ask: Ask,
  now: number,
): Promise<{ items: TimelineEntry[]; top: string | null }> {
  const [first] = rows;
  if (!first) return { items: [], top: null };
  const start = Date.parse(first.started);
  // As long as the loaded rows took, so that about as many come.
  const some = rows[Math.min(rows.length, LIMIT / 2) - 1] ?? first;
  let span = Math.max(start - Date.parse(some.started), SECOND);
  // Between the longest span that holds nothing and the shortest that holds more than a page lies what is sought.
  let [empty, full] = [0, Infinity];
  for (;;) {
    const edge = start + span;
    // What is dated in the future stands above the present, too.
    const top = edge >= now ? null : cursorAt(edge);
    const items = await down(first.id, top, ask, full - empty > SECOND && span > SECOND ? 1 : MOST);
    if (items === null) full = span;
    else if (items.length === 0 && top !== null) empty = span;
    else return { items, top };
    if (full === Infinity) span *= 8;
    else if (full - empty <= SECOND) span = full;
    else span = Math.max((empty + full) / 2, SECOND);
  }
}

/** What stands between the cursor and the entry; `null` if so many pages don't reach it. */
async function down(
  id: string,
  top: string | null,
  ask: Ask,
  pages: number,
): Promise<TimelineEntry[] | null> {
  const items: TimelineEntry[] = [];
  let after = top;
  for (let page = 0; page < pages; page += 1) {
    const answer = await ask({ limit: LIMIT, ...(after === null ? {} : { after }) });
    const found = answer.items.findIndex((entry) => entry.id === id);
    items.push(...(found < 0 ? answer.items : answer.items.slice(0, found)));
    if (found >= 0) return items;
    if (!answer.next) return pages > 1 ? items : null;
    after = answer.next;
  }
  return pages > 1 ? items : null;
}
