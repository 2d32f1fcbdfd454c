/** Notices, for tests. */
import type { Notice, NoticeCounts } from '../api';

/** A reminder that came some minutes ago, unless it says otherwise. */
export function notice(title: string, minutesAgo = 0, more: Partial<Notice> = {}): Notice {
  const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  return {
    id: title.toLowerCase().replace(/\W/g, ''),
    kind: 'reminder',
    group: 'reminders',
    title,
    detail: '',
    why: '',
    thing: `of-${title.toLowerCase().replace(/\W/g, '')}`,
    occurrence: null,
    activity_kind: 'task',
    start: null,
    zone: 'Europe/Berlin',
    reminder: { before: 10 },
    due: at,
    late: false,
    missed: 0,
    code: null,
    count: null,
    import: null,
    at,
    read: false,
    needs_you: true,
    snoozed: null,
    archived: null,
    action: 'done',
    sample: false,
    ...more,
  };
}

/** Counts of an Inbox. */
export const counts = (more: Partial<NoticeCounts> = {}): NoticeCounts => ({
  unread: 0,
  needs_you: 0,
  reminders: 0,
  people: 0,
  system: 0,
  snoozed: 0,
  native: 'shown',
  ...more,
});
