/** Dates, times and figures as the person's locale writes them, with formatters made once. */
import { count } from './figures';
import { language } from './language.svelte';
import { t } from './messages.svelte';

export { count, percent } from './figures';

const dates = new Map<string, Intl.DateTimeFormat>();

/** A date formatter, made once for each language and set of options. */
function dated(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language.tag + JSON.stringify(options);
  const made = dates.get(key) ?? new Intl.DateTimeFormat(language.tag, options);
  dates.set(key, made);
  return made;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A moment as it was on the clock of the place it happened in: the offset when known, else this machine's. */
export interface Moment {
  /** RFC 3339. */
  at: string;
  /** Minutes east of UTC, where known. */
  offset?: number | null | undefined;
}

/** Formats a moment by the clock of its place. */
function placed({ at, offset }: Moment, options: Intl.DateTimeFormatOptions): string {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return '';
  if (offset === null || offset === undefined) return dated(options).format(ms);
  return dated({ ...options, timeZone: 'UTC' }).format(ms + offset * MINUTE);
}

/** `09:58` */
export function clockTime(moment: Moment): string {
  return placed(moment, { hour: '2-digit', minute: '2-digit' });
}

/** `09:58:07` */
export function clockSeconds(moment: Moment): string {
  return placed(moment, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** Whether clock times carry AM and PM, and so need a wider column. */
export const halfDays = (): boolean => dated({ hour: '2-digit' }).resolvedOptions().hour12 === true;

/** Sortable name of the day a moment fell on: `2026-11-21`. */
export function dayKey({ at, offset }: Moment): string {
  const ms = Date.parse(at);
  if (offset !== null && offset !== undefined)
    return new Date(ms + offset * MINUTE).toISOString().slice(0, 10);
  const day = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** Whether two moments fall in the same year, which then need not be said. */
function sameYear(at: string, now: number): boolean {
  return new Date(at).getFullYear() === new Date(now).getFullYear();
}

/** `Saturday 21 November`, with the year when it is another. */
export function dayLong(moment: Moment, now: number): string {
  const year = sameYear(moment.at, now) ? {} : { year: 'numeric' as const };
  return placed(moment, { weekday: 'long', day: 'numeric', month: 'long', ...year });
}

/** `Saturday 21 November, 08:10` */
export function dayAndTime(moment: Moment, now: number): string {
  return `${dayLong(moment, now)}, ${clockTime(moment)}`;
}

/** `20 Nov`, `3 Nov 2024` */
export function dayShort(moment: Moment, now: number): string {
  const year = sameYear(moment.at, now) ? {} : { year: 'numeric' as const };
  return placed(moment, { day: 'numeric', month: 'short', ...year });
}

/** `16–22 November`, with the year when it is another: both ends are days, `2026-11-22`. */
export function dayRange(from: string, to: string, now: number): string {
  const [first, last] = [from, to].map((day) => Date.parse(`${day}T12:00:00Z`)) as [number, number];
  const year = [from, to].every((day) => sameYear(`${day}T12:00:00Z`, now))
    ? {}
    : { year: 'numeric' as const };
  return dated({ day: 'numeric', month: 'long', ...year, timeZone: 'UTC' }).formatRange(first, last);
}

/** `November 2026`, from `2026-11`. */
export function monthLong(key: string): string {
  return dated({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${key}-15T12:00:00Z`));
}

/** `November`, from `2026-11`. */
export function monthName(key: string): string {
  return dated({ month: 'long', timeZone: 'UTC' }).format(Date.parse(`${key}-15T12:00:00Z`));
}

/** `Nov`, from `2026-11`. */
export function monthShort(key: string): string {
  return dated({ month: 'short', timeZone: 'UTC' }).format(Date.parse(`${key}-15T12:00:00Z`));
}

/** `Tuesday`, `Tue`: a day of the week, Monday being 0. */
export function weekdayName(index: number, length: 'long' | 'short'): string {
  // 5 January 2026 was a Monday.
  return dated({ weekday: length, timeZone: 'UTC' }).format(Date.UTC(2026, 0, 5 + index, 12));
}

/** `20 Nov, 08:31` */
export function dayShortAndTime(moment: Moment, now: number): string {
  return `${dayShort(moment, now)}, ${clockTime(moment)}`;
}

/** The exact moment, for hover and focus. */
export function exact(at: string): string {
  return placed({ at }, { dateStyle: 'full', timeStyle: 'short' });
}

/** How long ago: `just now`, `6 min ago`, `3 h ago`, `2 d ago`; after seven days the date. */
export function ago(at: string, now: number): string {
  const passed = now - Date.parse(at);
  if (passed < MINUTE) return t.time.justNow;
  if (passed < 7 * DAY) return inUnits(passed, t.time.minutesAgo, t.time.hoursAgo, t.time.daysAgo);
  return dayShort({ at }, now);
}

/** The same without "ago", for narrow columns: `2 h`, `1 d`, `3 Nov`. */
export function age(at: string, now: number): string {
  const passed = now - Date.parse(at);
  if (passed < MINUTE) return t.time.now;
  if (passed < 7 * DAY) return inUnits(passed, minutes, hours, t.unit.days);
  return dayShort({ at }, now);
}

/** How long until: `in 24 min`; `now` when due. */
export function until(at: string, now: number): string {
  const left = Date.parse(at) - now;
  if (left < MINUTE) return t.time.due;
  if (left < 7 * DAY) return inUnits(left, t.time.inMinutes, t.time.inHours, t.time.inDays);
  return dayShort({ at }, now);
}

const minutes = (n: number) => t.unit.minutes(count(n));
const hours = (n: number) => t.unit.hours(count(n));

/** A span said in its largest unit, rounded down. */
function inUnits(ms: number, ...[minutes, hours, days]: [Say, Say, Say]): string {
  if (ms < HOUR) return minutes(Math.floor(ms / MINUTE));
  if (ms < DAY) return hours(Math.floor(ms / HOUR));
  return days(Math.floor(ms / DAY));
}
type Say = (n: number) => string;

/** Minutes as `48 min` or `1 h 04 min`. */
export function duration(length: number): string {
  const whole = Math.round(length);
  if (whole < 60) return minutes(whole);
  const rest = whole % 60;
  const full = hours(Math.floor(whole / 60));
  return rest === 0 ? full : `${full} ${t.unit.minutes(String(rest).padStart(2, '0'))}`;
}

/** A longer time, without what no longer matters: `1 d 3 h`, `2 h 10 min`. */
export function longTime(ms: number): string {
  if (ms < DAY) return duration(ms / MINUTE);
  const days = Math.floor(ms / DAY);
  const rest = Math.round((ms - days * DAY) / HOUR);
  const whole = days + Math.floor(rest / 24);
  return rest % 24 === 0 ? t.unit.days(whole) : `${t.unit.days(whole)} ${hours(rest % 24)}`;
}

/** Bytes in the unit a person would pick. */
export function bytes(n: number): string {
  if (n < 1000) return t.unit.bytes(count(n));
  if (n < 1_000_000) return t.unit.kilobytes(count(Math.round(n / 1000)));
  if (n < 1e9) return t.unit.megabytes(count(n / 1_000_000, 1));
  return n < 1e12 ? t.unit.gigabytes(count(n / 1e9, 1)) : t.unit.terabytes(count(n / 1e12, 1));
}

/** Memory, which comes in powers of two, in the unit a person would pick. */
export function memory(n: number): string {
  if (n < 2 ** 30) return t.unit.mebibytes(count(n / 2 ** 20));
  return t.unit.gibibytes(count(n / 2 ** 30, 1));
}

/** How much of it is used, both in the unit of the whole: `19.8 of 32 GiB`. */
export function memoryOf(used: number, total: number): string {
  const size = total < 2 ** 30 ? 2 ** 20 : 2 ** 30;
  return t.unit.of(count(used / size, 1), memory(total));
}

/** So many bytes in a second. */
export function rate(n: number): string {
  return t.unit.perSecond(bytes(n));
}

/** Milliseconds as `240 ms` or `1.4 s`. */
export function took(ms: number): string {
  return ms < 1000 ? t.unit.milliseconds(count(Math.round(ms))) : t.unit.seconds(count(ms / 1000, 1));
}

/** A value with its unit: minutes are said as a duration, other units as they come. */
export function measure(value: number, unit: string | null | undefined): string {
  if (unit === 'min') return duration(value);
  return unit ? `${count(value, 1)} ${unit}` : count(value, 1);
}

/** Words that begin a line: with a capital. The core's faults begin small, as they also stand after a colon. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Words as a sentence: with a capital, and with a full stop unless they end in one. */
export function sentence(words: string): string {
  return capital(/[.!?…]$/.test(words) ? words : `${words}.`);
}

/** The zone of this machine, for what the core counts by days; left out where the web view has none. */
export function inZone(): { zone?: string } {
  const { timeZone } = new Intl.DateTimeFormat('en').resolvedOptions();
  return timeZone ? { zone: timeZone } : {};
}
