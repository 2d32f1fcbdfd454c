/** The timeline as rows: a heading for each day, its entries below, and what the day adds up to. */
import type { TimelineEntry } from '../api';
import { totalOf } from '../records';
import { dayKey } from '../text';

/** One row of the list. */
export type TimelineRow =
  | { kind: 'day'; key: string; entry: TimelineEntry; total: string }
  | { kind: 'entry'; key: string; entry: TimelineEntry };

/**
 * Cuts entries, newest first, into days. The last day has no total until `complete`, as it may go on below; nor has the
 * first until the list `begins` with the newest.
 */
export function byDay(entries: readonly TimelineEntry[], complete: boolean, begins = true): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let day: TimelineEntry[] = [];
  const close = (whole: boolean) => {
    const [first] = day;
    if (!first) return;
    const key = dayKey({ at: first.started, offset: first.offset_minutes });
    const all = whole && (begins || rows.length > 0);
    rows.push({ kind: 'day', key: `day-${key}-${first.id}`, entry: first, total: all ? totalOf(day) : '' });
    rows.push(...day.map((entry) => ({ kind: 'entry' as const, key: entry.id, entry })));
  };
  let last = '';
  for (const entry of entries) {
    const key = dayKey({ at: entry.started, offset: entry.offset_minutes });
    if (key !== last) {
      close(true);
      day = [];
      last = key;
    }
    day.push(entry);
  }
  close(complete);
  return rows;
}

/** Two hours. */
export const AROUND_MS = 2 * 3_600_000;

/** What else happened within two hours, at most `most`, the newest first. */
export function around(entry: TimelineEntry, entries: readonly TimelineEntry[], most = 4): TimelineEntry[] {
  const at = Date.parse(entry.started);
  const distance = (other: TimelineEntry) => Math.abs(Date.parse(other.started) - at);
  return entries
    .filter((other) => other.id !== entry.id && distance(other) <= AROUND_MS)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, most)
    .sort((a, b) => Date.parse(b.started) - Date.parse(a.started));
}
