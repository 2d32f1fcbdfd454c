/** Months as the scrubber shows them. */
import type { TimelineEntry } from '../api';
import { dayKey, monthLong, monthShort, t } from '../text';

/** How much there is of one month. */
export interface Month {
  /** `2026-11` */
  key: string;
  records: number;
}

/** The month a record belongs to, by the clock of its place. */
export const monthOf = (entry: TimelineEntry): string =>
  dayKey({ at: entry.started, offset: entry.offset_minutes }).slice(0, 7);

/** The month `by` months later. */
export function monthBeside(key: string, by: number): string {
  const [year = 1970, month = 1] = key.split('-').map(Number);
  const at = new Date(Date.UTC(year, month - 1 + by, 1));
  return at.toISOString().slice(0, 7);
}

/** The last millisecond of a month on the clock of this machine. */
export function endOfMonth(key: string): number {
  const [year = 1970, month = 1] = key.split('-').map(Number);
  return new Date(year, month, 1).getTime() - 1;
}

/** The last millisecond of a day, `2026-11-21`, on the clock of this machine. */
export function endOfDay(key: string): number {
  const [year = 1970, month = 1, day = 1] = key.split('-').map(Number);
  return new Date(year, month - 1, day + 1).getTime() - 1;
}

/** Every month from the newest to the oldest that is known, the empty ones between included, as bars. */
export function barsOf(months: readonly Month[]) {
  const [newest] = months;
  const oldest = months.at(-1);
  if (!newest || !oldest) return [];
  const known = new Map(months.map((month) => [month.key, month]));
  const most = Math.max(1, ...months.map(({ records }) => records));
  const bars = [];
  for (let key = newest.key; key >= oldest.key; key = monthBeside(key, -1)) {
    const records = known.get(key)?.records ?? 0;
    bars.push({
      key,
      name: monthLong(key),
      short: monthShort(key),
      year: key.slice(0, 4),
      text: t.timeline.records(records),
      part: records / most,
    });
  }
  return bars;
}

/** Years at most that are looked back. */
const YEARS = 6;

/** The day `today` in former years, `2025-11-21`, where its month has records; the newest first. */
export function yearsOf(today: string, months: readonly Month[]): string[] {
  const [year = '', month = '', day = ''] = today.split('-');
  return months
    .filter(({ key }) => key.slice(5) === month && key.slice(0, 4) < year)
    .map(({ key }) => `${key}-${day}`)
    .filter((date) => !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date))
    .slice(0, YEARS);
}
