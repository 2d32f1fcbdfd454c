/** What is planned, in words. */
import type { Repeat } from '../api';
import { capital, clock, clockTime, dayKey, dayShort, duration, t, weekdayName } from '../text';
import { addDays, asMoment, dayOf, timeOf, weekdayOf, type Day } from './days';
import type { Entry } from './entries';

/** The days of the week as the core names them, from Monday. */
export const weekdays = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const;
/** One of them. */
export type Weekday = (typeof weekdays)[number];

/** `Thu 3 Dec`, with the year when it is another. */
export const dayWords = (day: Day): string =>
  `${weekdayName(weekdayOf(day), 'short')} ${dayShort(asMoment(day), clock.now)}`;

/** `09:30`, as the locale writes it. */
export const timeWords = (time: string): string => clockTime({ at: `2026-01-05T${time}:00Z`, offset: 0 });

/** How near a day is: `today`, `tomorrow`, `Tue` within a week, else `20 Dec`. */
export function nearDay(day: Day, now: number): string {
  const today = dayKey({ at: new Date(now).toISOString() });
  if (day === today) return t.plans.today;
  if (day === addDays(today, 1)) return t.plans.tomorrow;
  if (day > today && day < addDays(today, 7)) return weekdayName(weekdayOf(day), 'short');
  return dayShort(asMoment(day), now);
}

/** `today 19:00`, `tomorrow`, `Tue 17:00`, `20 Dec 09:30` */
export const nearWords = (local: string, now: number): string =>
  [nearDay(dayOf(local), now), timeOf(local) && timeWords(timeOf(local))].filter(Boolean).join(' ');

/** `Thu 3 Dec, 09:30` */
export function localWords(local: string): string {
  const time = timeOf(local);
  return time ? `${dayWords(dayOf(local))}, ${timeWords(time)}` : dayWords(dayOf(local));
}

/** `45 min`, `3 days`; nothing of one whole day. */
export function lengthWords({ minutes, days }: { minutes?: number | null; days?: number | null }): string {
  if (minutes) return duration(minutes);
  return days && days > 1 ? t.plans.days(days) : '';
}

/** `every Tue and Fri until 30 Jun` */
export function repeatWords(repeat: Repeat): string {
  const { every, interval, weekdays: on, until, count } = repeat;
  const names = on.map((day) => weekdayName(weekdays.indexOf(day), 'short'));
  const each =
    names.length > 0 && interval === 1
      ? t.plans.everyOf(listed(names))
      : [t.plans.every[every](interval), names.length > 0 ? t.plans.onDays(listed(names)) : '']
          .filter(Boolean)
          .join(' ');
  if (until) return `${each} ${t.plans.until(dayShort(asMoment(until), clock.now))}`;
  return count ? `${each}, ${t.plans.times(count)}` : each;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${t.plans.and} ${names.at(-1)}`;

/** What stands behind the title of a row: tags, until when, and by when. */
export function notesOf(entry: Entry): string {
  const due = entry.due && !entry.by_due ? t.plans.dueOn(localWords(entry.due)) : '';
  const last =
    entry.all_day && entry.last && entry.last !== entry.day ? t.plans.until(dayWords(entry.last)) : '';
  return capital([...entry.tags.map((tag) => `#${tag}`), last, due].filter(Boolean).join(' · '));
}
