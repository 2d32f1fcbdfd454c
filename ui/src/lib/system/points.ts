/** Points of many series over one row of times. */
import type { Chart, Live } from '../api';
import { nearest, type Span } from '../kit/time-scale';

/** The values of one series; `null` is a gap. */
export interface Values {
  mean: readonly (number | null)[];
  /** The least and the most of what each mean is made from; the same arrays where every sample is there. */
  low: readonly (number | null)[];
  high: readonly (number | null)[];
}

/** What is known of a span of time. */
export interface Points {
  /** Milliseconds since 1970, ascending. */
  times: readonly number[];
  series: ReadonlyMap<string, Values>;
  /** Milliseconds that each point stands for; 0 where every sample is there. */
  step: number;
}

/** Nothing yet. */
export const none: Points = { times: [], series: new Map(), step: 0 };

/** What the core keeps of it. */
export function pointsOf({ times, series, step_ms: step }: Chart): Points {
  const values = series.map(({ id, mean, min, max }): [string, Values] => [
    id,
    step === 0 ? { mean, low: mean, high: mean } : { mean, low: min, high: max },
  ]);
  return { times, series: new Map(values), step };
}

/** The same with the points that came since, and without those before `from` but one, from which the line comes. */
export function append(points: Points, { times, series }: Live, from: number): Points {
  const last = points.times.at(-1) ?? -Infinity;
  const first = times.findIndex((at) => at > last);
  if (first < 0) return points;
  const added = times.slice(first);
  const come = new Map(series.map(({ id, values }) => [id, values]));
  const all = [...points.times, ...added];
  const cut = Math.max(0, all.findIndex((at) => at >= from) - 1);
  const grown = [...points.series].map(([id, { mean, low, high }]): [string, Values] => {
    const more = come.get(id)?.slice(first) ?? added.map(() => null);
    const join = (values: readonly (number | null)[]) => [...values, ...more].slice(cut);
    const means = join(mean);
    return [
      id,
      low === mean
        ? { mean: means, low: means, high: means }
        : { mean: means, low: join(low), high: join(high) },
    ];
  });
  return { times: all.slice(cut), series: new Map(grown), step: points.step };
}

/** The last moment not after `at` at which anything was measured; its index, −1 for none. */
export function lastBefore(points: Points, at: number): number {
  let index = points.times.findLastIndex((time) => time <= at);
  while (index >= 0 && !measured(points, index)) index -= 1;
  return index;
}

/** The moment of the point nearest to another. */
export const momentNear = ({ times }: Points, at: number): number => times[nearest(times, at)] ?? at;

/** The measured moment `by` steps from another, and the first or the last where there are no more; `null` for none. */
export function beside(points: Points, { from, to }: Span, at: number | null, by: number): number | null {
  const all = points.times.filter((time, index) => time >= from && time <= to && measured(points, index));
  const now = at === null ? all.length : nearest(all, at);
  return all[Math.min(all.length - 1, Math.max(0, now + by))] ?? null;
}

/** So many measured moments of a span as there is room for, evenly, the newest first. */
export function momentsIn(points: Points, { from, to }: Span, most: number): { at: number; index: number }[] {
  const all = points.times.flatMap((at, index) =>
    at >= from && at <= to && measured(points, index) ? [{ at, index }] : [],
  );
  const every = Math.max(1, Math.ceil(all.length / most));
  return all.reverse().filter((_, number) => number % every === 0);
}

const measured = ({ series }: Points, index: number) =>
  [...series.values()].some(({ mean }) => (mean[index] ?? null) !== null);
