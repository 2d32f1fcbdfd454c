/** The Inbox as rows: a heading for each day, its notices below. */
import type { Notice } from '../api';
import { clock, dayKey, dayLong, t } from '../text';

/** One row of the list. */
export type InboxRow =
  { kind: 'day'; key: string; at: string } | { kind: 'notice'; key: string; notice: Notice; at: string };

/** The moment a notice stands under: when it comes back, of one that was put off. */
export const momentOf = (notice: Notice): string => notice.snoozed ?? notice.at;

/** Cuts notices, in their order, into days. */
export function byDay(notices: readonly Notice[]): InboxRow[] {
  const rows: InboxRow[] = [];
  let last = '';
  for (const notice of notices) {
    const at = momentOf(notice);
    const day = dayKey({ at });
    if (day !== last) rows.push({ kind: 'day', key: `day-${day}`, at });
    last = day;
    rows.push({ kind: 'notice', key: notice.id, notice, at });
  }
  return rows;
}

/** `Today`, `Yesterday`, `Tomorrow`, `Thursday 19 November`. */
export function dayName(at: string): string {
  const days = [-1, 0, 1].map((by) => {
    const day = new Date(clock.now);
    day.setDate(day.getDate() + by);
    return dayKey({ at: day.toISOString() });
  });
  const names = [t.inbox.yesterday, t.inbox.today, t.inbox.tomorrow];
  return names[days.indexOf(dayKey({ at }))] ?? dayLong({ at }, clock.now);
}
