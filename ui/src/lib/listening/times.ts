/** The times that Listening looks at, in words and one after the other. */
import type { Listening, Period } from '../api';
import { addDays, addMonths, asMoment, weekdayOf, type Day } from '../plans/days';
import { clock, dayRange, dayShort, monthLong, monthName, t } from '../text';

/** The first day of the period a day is in, and the first of the next one. */
export function around(period: Period, day: Day): { first: Day; next: Day } {
  if (period === 'week') {
    const first = addDays(day, -weekdayOf(day));
    return { first, next: addDays(first, 7) };
  }
  const first = period === 'month' ? addMonths(day, 0) : `${day.slice(0, 4)}-01-01`;
  return { first, next: addMonths(first, period === 'month' ? 1 : 12) };
}

/** A day in the time before, or after. */
export function turned(period: Period, day: Day, by: 1 | -1): Day {
  const { first, next } = around(period, day);
  return by > 0 ? next : addDays(first, -1);
}

/** What is shown, as its scope says: `1–21 November`, `2026`, `since 4 Mar 2014`. */
export function scopeOf({ period, from, to }: Listening, today: Day): string {
  if (!from || !to) return t.listening.everything;
  if (period === 'all') return t.listening.since(dayShort(asMoment(from), clock.now));
  const whole = to < today;
  if (period === 'year' && whole) return from.slice(0, 4);
  if (period === 'month' && whole) return monthLong(from.slice(0, 7));
  return dayRange(from, whole ? to : today, clock.now);
}

/** The time before, as it is compared with: `October so far`. */
export function beforeOf({ period, from, to }: Listening, today: Day): string {
  const words = t.listening.before;
  if (!from || !to || period === 'all') return '';
  const soFar = to >= today;
  if (period === 'week') return soFar ? words.soFar(words.week) : words.week;
  const name =
    period === 'month' ? monthName(addMonths(from, -1).slice(0, 7)) : String(Number(from.slice(0, 4)) - 1);
  return soFar ? words.soFar(name) : name;
}
