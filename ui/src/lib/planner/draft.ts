/** An entry while it is edited: what its fields say, and what of it is new. */
import type { Activity, ActivityEdit, Reminder, Repeat, RepeatEdit } from '../api';
import {
  beforeOf,
  dayOf,
  daysBetween,
  momentOf,
  movedBy,
  timeOf,
  weekdayOf,
  weekdays,
  type Entry,
  type Scope,
  type Weekday,
} from '../plans';

/** What the fields say. */
export interface Draft {
  title: string;
  kind: 'task' | 'event';
  day: string;
  allDay: boolean;
  time: string;
  minutes: string;
  days: string;
  due: string;
  dueTime: string;
  zone: string;
  tags: string;
  notes: string;
  /** `none`, the minutes before, or `at` for a moment of its own. */
  reminder: string;
  remindDay: string;
  remindTime: string;
  every: Repeat['every'] | 'never';
  interval: string;
  weekdays: Weekday[];
  monthly: Repeat['monthly'];
  ends: 'never' | 'until' | 'count';
  until: string;
  count: string;
}

const said = (n: number | null | undefined): string => (n === null || n === undefined ? '' : String(n));

/** The fields of an entry as they stand now: what is of one day comes from it, the rest from its series. */
export function draftOf(activity: Activity, entry: Entry): Draft {
  const { repeat } = activity;
  const one = entry.occurrence !== null;
  const start = one ? (entry.by_due ? null : entry.local) : activity.start;
  const due = one ? entry.due : activity.due;
  const reminder = one ? entry.reminder : activity.reminder;
  const moment = momentOf(reminder);
  return {
    title: one ? entry.title : activity.title,
    kind: one ? entry.kind : activity.kind,
    day: start ? dayOf(start) : '',
    allDay: start ? timeOf(start) === '' : true,
    time: start ? timeOf(start) : '',
    minutes: said(one ? entry.minutes : activity.minutes),
    days: said(activity.days ?? 1),
    due: due ? dayOf(due) : '',
    dueTime: due ? timeOf(due) : '',
    zone: activity.zone,
    tags: (one ? entry.tags : activity.tags).join(', '),
    notes: activity.notes,
    reminder: moment ? 'at' : said(beforeOf(reminder)) || 'none',
    remindDay: moment ? dayOf(moment) : '',
    remindTime: moment ? timeOf(moment) : '',
    every: repeat?.every ?? 'never',
    interval: said(repeat?.interval ?? 1),
    weekdays: [...(repeat?.weekdays ?? [])],
    monthly: repeat?.monthly ?? 'day',
    ends: repeat?.until ? 'until' : repeat?.count ? 'count' : 'never',
    until: repeat?.until ?? '',
    count: said(repeat?.count),
  };
}

const localOf = (day: string, time: string): string | null => (day ? (time ? `${day}T${time}` : day) : null);
const startOf = (draft: Draft) => localOf(draft.day, draft.allDay ? '' : draft.time || '09:00');
const dueOf = (draft: Draft) => localOf(draft.due, draft.dueTime);
const tagsOf = ({ tags }: Draft) => [
  ...new Set(
    tags
      .split(/[\s,]+/)
      .map((tag) => tag.replace(/^#/, ''))
      .filter(Boolean),
  ),
];
// A number's field gives a number, whatever it was given.
const number = (words: string): number | null =>
  String(words ?? '').trim() === '' ? null : Math.round(Number(words));

function repeatOf(draft: Draft): RepeatEdit | null {
  const { every, interval, monthly, ends, until, count } = draft;
  if (every === 'never') return null;
  const on =
    draft.weekdays.length > 0 ? draft.weekdays : draft.day ? [weekdays[weekdayOf(draft.day)] ?? 'mo'] : [];
  return {
    every,
    interval: number(interval) ?? 1,
    ...(every === 'week' ? { weekdays: on } : {}),
    ...(every === 'month' ? { monthly } : {}),
    ...(ends === 'until' && until ? { until } : {}),
    ...(ends === 'count' ? { count: number(count) ?? 1 } : {}),
  };
}

/** What a reminder that comes before counts from; `null` where there is nothing to count from. */
export function countsFrom(draft: Draft): { whole: boolean; due: boolean } | null {
  const [start, due] = [startOf(draft), dueOf(draft)];
  const from = start ?? due;
  return from === null ? null : { whole: timeOf(from) === '', due: start === null };
}

/** The moment that is offered first for a reminder: the day of the entry. */
export const remindersOf = (draft: Draft): Pick<Draft, 'remindDay' | 'remindTime'> => ({
  remindDay: draft.remindDay || draft.day || draft.due,
  remindTime: draft.remindTime || '09:00',
});

function reminderOf(draft: Draft): Reminder | null {
  if (draft.reminder === 'none') return null;
  if (draft.reminder !== 'at') return { before: Number(draft.reminder) };
  return draft.remindDay ? { at: `${draft.remindDay}T${draft.remindTime || '09:00'}` } : null;
}

/** What is to be changed: only what differs from how it stood. */
export function editOf(was: Draft, now: Draft): ActivityEdit {
  const edit: ActivityEdit = {};
  const differs = (read: (draft: Draft) => unknown) =>
    JSON.stringify(read(was)) !== JSON.stringify(read(now));
  if (differs(({ title }) => title)) edit.title = now.title.trim();
  if (now.kind !== was.kind) edit.kind = now.kind;
  if (now.notes !== was.notes) edit.notes = now.notes;
  if (now.zone !== was.zone) edit.zone = now.zone.trim();
  if (differs(tagsOf)) edit.tags = tagsOf(now);
  if (differs(startOf)) edit.start = startOf(now);
  if (differs(dueOf)) edit.due = dueOf(now);
  if (differs(reminderOf)) edit.reminder = reminderOf(now);
  const minutesOf = ({ minutes }: Draft) => number(minutes);
  const daysOf = ({ days }: Draft) => number(days);
  const timed = startOf(now) !== null && !now.allDay;
  if (timed && differs(minutesOf)) edit.minutes = number(now.minutes);
  if (startOf(now) === null && differs(minutesOf)) edit.minutes = number(now.minutes);
  if (startOf(now) !== null && now.allDay && differs(daysOf)) edit.days = number(now.days);
  if (
    differs(repeatOf) &&
    differs(({ every, interval, weekdays, monthly, ends, until, count }) => [
      every,
      interval,
      weekdays,
      monthly,
      ends,
      until,
      count,
    ])
  )
    edit.repeat = repeatOf(now);
  return edit;
}

/** The same for all of a series: the moment of a reminder is then that of its first one. */
export function ofSeries(
  edit: ActivityEdit,
  { activity, entry, scope }: { activity: Activity; entry: Entry; scope: Scope },
): ActivityEdit {
  const moment = momentOf(edit.reminder);
  const first = activity.start ?? activity.due;
  if (scope !== 'all' || moment === null || entry.occurrence === null || !first) return edit;
  return { ...edit, reminder: { at: movedBy(moment, daysBetween(entry.occurrence, dayOf(first))) } };
}

/** Whether nothing was changed. */
export const unchanged = (was: Draft, now: Draft): boolean => Object.keys(editOf(was, now)).length === 0;
