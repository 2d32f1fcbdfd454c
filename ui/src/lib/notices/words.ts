/** Notices in words: what, and why it came. */
import { inWords, type Notice } from '../api';
import { beforeOf, beforeWords, nearWords, timeOf } from '../plans';
import { capital, clock, clockTime, count, dayKey, dayShortAndTime, t } from '../text';

/** The name of a kind, as menus and Settings say it. A kind of a Lorch to come goes by its word. */
export const kindName = (kind: string): string => t.notices.kinds[kind] ?? kind;

/** What it is about: a name of the person's own, or what happened. */
export function titleOf({ kind, title, thing, count: n }: Notice): string {
  if (kind === 'feed_failing' && thing === null && n) return t.notices.feedsFail(n);
  if (kind === 'notices_unavailable') return t.notices.unavailable;
  if (kind === 'import_finished') return t.notices.imports[title] ?? t.notices.importOf(title);
  return title || t.plans.untitled;
}

/** What there is to say of it, behind the title. */
export function aboutOf({ kind, start, code, count: n, detail }: Notice): string {
  if (kind === 'reminder') return start ? nearWords(start, clock.now) : '';
  // Of several at once there is no one fault to name.
  if (kind === 'feed_failing' || kind === 'connection_needs_you')
    return code ? capital(inWords({ code, title: detail }).title) : '';
  return kind === 'import_finished' && typeof n === 'number' ? t.notices.imported(count(n)) : '';
}

/** When a reminder that came late was meant to come. */
export function dueWords({ due, late }: Pick<Notice, 'due' | 'late'>, at: string): string {
  if (!late || !due) return '';
  const sameDay = dayKey({ at: due }) === dayKey({ at });
  return t.notices.wasDue(sameDay ? clockTime({ at: due }) : dayShortAndTime({ at: due }, clock.now));
}

/** Why it came. */
export function whyOf(notice: Notice): string {
  const { kind, needs_you: needsYou, missed } = notice;
  if (kind === 'reminder')
    return [reminderWhy(notice), missed > 0 ? t.notices.missed(missed) : ''].filter(Boolean).join(' · ');
  // Several feeds at once are told of once, and nothing is told when they answer again.
  if (kind === 'feed_failing' && notice.thing === null) return t.notices.why.failingMany;
  if (kind === 'feed_failing') return needsYou ? t.notices.why.failing : t.notices.why.answers;
  if (kind === 'connection_needs_you') return needsYou ? t.notices.why.refused : t.notices.why.signedIn;
  if (kind === 'import_finished') return t.notices.why.imported;
  return kind === 'notices_unavailable' ? t.notices.why.unavailable : notice.why;
}

/** A moment of its own is told by the time at which it came. */
function reminderWhy({ reminder, start }: Notice): string {
  const before = beforeOf(reminder);
  if (before === null) return t.notices.why.reminder;
  return t.notices.why.reminderOf(beforeWords(before, { whole: timeOf(start ?? '') === '' }));
}

/** Where it leads. */
export function addressOf({
  kind,
  thing,
  occurrence,
}: {
  kind: string;
  thing?: string | null;
  occurrence?: string | null;
}): string {
  if (kind === 'reminder' && thing) return `/planner?record=${thing}${occurrence ? `&on=${occurrence}` : ''}`;
  if (kind === 'feed_failing') return thing ? `/sources?feed=${thing}` : '/sources';
  if (kind === 'connection_needs_you') return `/sources/connections${thing ? `?connection=${thing}` : ''}`;
  if (kind === 'import_finished') return '/settings/history';
  return kind === 'notices_unavailable' ? '/settings/notices' : '/inbox';
}
