/** Days without a clock, `2026-12-03`, as the core names them: where they stand in a calendar, and what is beside them. */
import type { Moment } from '../text';

/** Sortable name of a day. */
export type Day = string;

const DAY_MS = 86_400_000;
const noon = (day: Day) => Date.parse(`${day}T12:00:00Z`);

/** The day `by` days later. */
export const addDays = (day: Day, by: number): Day =>
  new Date(noon(day) + by * DAY_MS).toISOString().slice(0, 10);

/** How many days later `to` is. */
export const daysBetween = (from: Day, to: Day): number => Math.round((noon(to) - noon(from)) / DAY_MS);

/** The first day of the month `by` months later. */
export function addMonths(day: Day, by: number): Day {
  const [year = 1970, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 10);
}

/** Place in the week, Monday being 0. */
export const weekdayOf = (day: Day): number => (new Date(noon(day)).getUTCDay() + 6) % 7;

/** The six weeks, from Monday, in which the month of a day stands. */
export function weeksOf(day: Day): Day[][] {
  const first = `${day.slice(0, 7)}-01`;
  const monday = addDays(first, -weekdayOf(first));
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_, index) => addDays(monday, week * 7 + index)),
  );
}

/** The day of `2026-12-03` or `2026-12-03T09:30`. */
export const dayOf = (local: string): Day => local.slice(0, 10);

/** Its time, `09:30`; empty of a whole day. */
export const timeOf = (local: string): string => local.slice(11);

/** The same time so many days later. */
export const movedBy = (local: string, days: number): string => addDays(dayOf(local), days) + local.slice(10);

/** A day as a moment that can be written as a date. */
export const asMoment = (day: Day): Moment => ({ at: `${day}T12:00:00Z`, offset: 0 });
