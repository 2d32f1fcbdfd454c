/** Which part of time is looked at. Times are milliseconds since 1970. */
import type { Span } from '../kit/time-scale';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The spans that can be chosen, each ending now. */
export const ranges = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;
export type Range = (typeof ranges)[number];

/** How long each of them is. */
export const lengthOf: Record<Range, number> = {
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
};

/** Nothing shorter can be zoomed into: a point comes every second. */
const LEAST = 10_000;
const MOST = 30 * DAY;

/** Whether a word names one of the ranges. */
export const isRange = (value: unknown): value is Range => (ranges as readonly unknown[]).includes(value);

/** A span `by` times as long, in which `around` stays where it stands; never beyond `end`. */
export function scaled(span: Span, by: number, around: number, end: number): Span {
  const length = span.to - span.from;
  const next = Math.min(MOST, Math.max(LEAST, length * by));
  const place = Math.min(1, Math.max(0, (around - span.from) / length));
  return before({ from: around - place * next, to: around + (1 - place) * next }, end);
}

/** A span as long, `by` lengths later; never beyond `end`. */
export function shifted(span: Span, by: number, end: number): Span {
  const far = (span.to - span.from) * by;
  return before({ from: span.from + far, to: span.to + far }, end);
}

/** A span long enough to be looked at, of which nothing lies beyond `end`, in whole milliseconds. */
export function before({ from, to }: Span, end: number): Span {
  const length = Math.max(LEAST, to - from);
  const last = Math.round(Math.min(Math.max(to, from + length), end));
  return { from: Math.round(last - length), to: last };
}

/** The end of a span that goes on: it moves by whole steps of about a pixel, so that lines don't tremble. */
export function steady(newest: number, length: number, points: number): number {
  const step = Math.max(1000, length / Math.max(1, points));
  return Math.ceil(newest / step) * step;
}
