/** Where things stand on the scales of a chart over time. Times are milliseconds since 1970. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Distances between two marks that a clock or a calendar knows. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10, 20, 50].map((n) => n * DAY),
];

/** A span of time. */
export interface Span {
  from: number;
  to: number;
}

/** Index of the moment nearest to `at` in ascending `moments`; −1 where there is none. */
export function nearest(moments: readonly number[], at: number): number {
  let [low, high] = [0, moments.length - 1];
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const before = moments[low - 1];
  return before !== undefined && at - before <= Math.abs((moments[low] ?? 0) - at) ? low - 1 : low;
}

/** Marks at whole steps of the local clock, at most `most` of them, with their distance. */
export function timeMarks({ from, to }: Span, most: number): { step: number; marks: number[] } {
  const step = STEPS.find((one) => (to - from) / one <= Math.max(1, most)) ?? 50 * DAY;
  const marks: number[] = [];
  if (!(to > from)) return { step, marks };
  if (step >= DAY) {
    const day = new Date(from);
    day.setHours(0, 0, 0, 0);
    for (; day.getTime() <= to; day.setDate(day.getDate() + 1)) {
      // Counted from one day for all time, so that marks stay on their days while time goes by.
      const count = Math.round((day.getTime() - day.getTimezoneOffset() * MINUTE) / DAY);
      if (day.getTime() >= from && count % (step / DAY) === 0) marks.push(day.getTime());
    }
    return { step, marks };
  }
  const east = -new Date(from).getTimezoneOffset() * MINUTE;
  for (let mark = Math.ceil((from + east) / step) * step - east; mark <= to; mark += step) marks.push(mark);
  return { step, marks };
}

/** The least neat number that is not below `value`, whose half is neat as well; 1 for nothing. */
export function neatTop(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const size = 10 ** Math.floor(Math.log10(value));
  const neat = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((one) => one * size >= value * (1 - 1e-9)) ?? 10;
  return neat * size;
}

/** Indices of values that stand between gaps: no line would show them. */
export function lonely(values: readonly (number | null)[]): number[] {
  const gap = (index: number) => (values[index] ?? null) === null;
  return values.flatMap((_, index) => (!gap(index) && gap(index - 1) && gap(index + 1) ? [index] : []));
}

/** The part of a span between two places on it, each from 0 to 1, in either order. */
export function between({ from, to }: Span, a: number, b: number): Span {
  const at = (part: number) => from + Math.min(1, Math.max(0, part)) * (to - from);
  return { from: Math.min(at(a), at(b)), to: Math.max(at(a), at(b)) };
}
