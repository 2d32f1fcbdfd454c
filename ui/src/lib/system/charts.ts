/** Which charts there are, and what each of them says. */
import type { Machine } from '../api';
import { neatTop, type Span } from '../kit/time-scale';
import { count, degrees, inDegrees, memory, memoryOf, percent, rate, t } from '../text';
import type { Points, Values } from './points';

/** One line of a chart. */
export interface Line {
  id: string;
  name: string;
  values: Values;
  /** A value with its unit; and as it is said after another of the same line. */
  say: (value: number) => string;
  again?: (value: number) => string;
}

/** One chart. */
export interface ChartSpec {
  id: ChartId;
  name: string;
  lines: readonly Line[];
  top: number;
  marks: readonly { value: number; text: string }[];
}

const charts = ['cpu', 'memory', 'disk', 'network', 'sensors', 'load', 'battery'] as const;
export type ChartId = (typeof charts)[number];

/** More lines than this nobody tells apart. */
const LINES = 6;
/** Every computer has these, whatever is kept of them. */
const ALWAYS: readonly ChartId[] = ['cpu', 'memory', 'disk', 'network'];
const FIXED = [
  'cpu',
  'memory',
  'swap',
  'disk_read',
  'disk_write',
  'network_in',
  'network_out',
  'load1',
  'load5',
  'load15',
];
const CORES = 32;
/** A scale no finer than this: little noise is no mountain. */
const LEAST: Partial<Record<ChartId, number>> = { disk: 1000, network: 1000, load: 1 };

/** The series to ask for, of all that there are. */
export function wantedOf(all: Iterable<string>, cores: boolean): string[] {
  const ids = [...all];
  const of = (measure: string, most: number) =>
    ids.filter((id) => id.startsWith(`${measure}/`)).slice(0, most);
  return [
    ...FIXED,
    ...of('temperature', LINES),
    ...of('battery', LINES),
    ...(cores ? inOrder(of('cpu', CORES)) : []),
  ];
}

/** `cpu/10` stands after `cpu/9`. */
const inOrder = (ids: readonly string[]) =>
  [...ids].sort((a, b) => Number(a.split('/')[1]) - Number(b.split('/')[1]));

/** The charts to show: the usual ones, and those of which anything was measured. */
export function chartsOf(points: Points, machine: Machine, span: Span): ChartSpec[] {
  return charts.flatMap((id) => {
    const lines = linesOf(id, points, machine).filter(
      ({ values }) => measured(values) || ALWAYS.includes(id),
    );
    if (lines.length === 0) return [];
    const part = id === 'cpu' || id === 'memory' || id === 'battery';
    const top = part ? 100 : neatTop(Math.max(LEAST[id] ?? 0, highest(lines, points, span)));
    const say =
      id === 'load'
        ? (value: number) => count(value, 2)
        : part
          ? (value: number) => percent(value)
          : (lines[0]?.say ?? String);
    // Nothing is nothing in any unit, but a hundredth and a degree have their own.
    const mark = (value: number) => (value === 0 && !part && id !== 'sensors' ? count(0) : say(value));
    const marks = [0, top / 2, top].map((value) => ({ value, text: mark(value) }));
    return [{ id, name: t.system.charts[id], lines, top, marks }];
  });
}

function linesOf(id: ChartId, points: Points, machine: Machine): Line[] {
  const words = t.system.lines;
  const line = (series: string, name: string, say: Line['say']): Line => ({
    id: series,
    name,
    say,
    values: points.series.get(series) ?? nothing,
  });
  const each = (measure: string, say: Line['say']) =>
    [...points.series.keys()]
      .filter((series) => series.startsWith(`${measure}/`))
      .map((series) => line(series, series.slice(measure.length + 1), say));
  /** Of a total, in parts of a hundred. */
  const part = (series: string, name: string, total: number): Line[] => {
    const values = points.series.get(series);
    if (total <= 0 || (series === 'swap' && !values)) return [];
    const say = (value: number) => memoryOf((value / 100) * total, total);
    const again = (value: number) => memory((value / 100) * total);
    return [{ id: series, name, say, again, values: values ? inParts(values, total) : nothing }];
  };
  switch (id) {
    case 'cpu':
      return [line('cpu', words.cpu, (value) => percent(value))];
    case 'memory':
      return [...part('memory', words.memory, machine.memory), ...part('swap', words.swap, machine.swap)];
    case 'disk':
      return [line('disk_read', words.read, rate), line('disk_write', words.write, rate)];
    case 'network':
      return [line('network_in', words.in, rate), line('network_out', words.out, rate)];
    case 'sensors':
      return each('temperature', degrees).map((one) => ({ ...one, values: turned(one.values, inDegrees) }));
    case 'load':
      return (['load1', 'load5', 'load15'] as const).map((one) =>
        line(one, words[one], (value) => count(value, 2, 2)),
      );
    case 'battery':
      return each('battery', (value) => percent(value));
  }
}

const nothing: Values = { mean: [], low: [], high: [] };

const inParts = (values: Values, total: number) => turned(values, (value) => (value / total) * 100);

/** The same values in another unit. */
function turned({ mean, low, high }: Values, turn: (value: number) => number): Values {
  const of = (values: readonly (number | null)[]) =>
    values.map((value) => (value === null ? null : turn(value)));
  const means = of(mean);
  return low === mean
    ? { mean: means, low: means, high: means }
    : { mean: means, low: of(low), high: of(high) };
}

const measured = ({ mean }: Values) => mean.some((value) => value !== null);

function highest(lines: readonly Line[], { times }: Points, { from, to }: Span): number {
  let most = 0;
  for (const { values } of lines)
    values.high.forEach((value, index) => {
      const at = times[index] ?? 0;
      if (value !== null && value > most && at >= from && at <= to) most = value;
    });
  return most;
}

/** The values of a line at a point, in words; with the highest of what the point stands for, where that is more. */
export function figureOf(line: Line, index: number): string {
  const value = line.values.mean[index] ?? null;
  if (value === null) return t.system.noFigure;
  const [said, high] = [line.say(value), line.values.high[index] ?? null];
  if (high === null || line.values.high === line.values.mean || line.say(high) === said) return said;
  return t.system.upTo(said, (line.again ?? line.say)(high));
}

/** A line's figure with its name, where there is more than one. */
export const namedFigure = (chart: ChartSpec, line: Line, index: number): string =>
  chart.lines.length > 1 ? t.system.named(line.name, figureOf(line, index)) : figureOf(line, index);

/** One sentence on what a chart shows. */
export function summaryOf({ lines }: ChartSpec, { times }: Points, { from, to }: Span): string {
  const parts = lines.map(({ name, say, values: { mean, low, high } }) => {
    let [least, most, sum, points] = [Infinity, -Infinity, 0, 0];
    mean.forEach((value, index) => {
      const at = times[index] ?? 0;
      if (value === null || at < from || at > to) return;
      least = Math.min(least, low[index] ?? value);
      most = Math.max(most, high[index] ?? value);
      sum += value;
      points += 1;
    });
    const said =
      points === 0 ? t.system.nothingKept : t.system.summary(say(least), say(sum / points), say(most));
    return lines.length > 1 ? t.system.named(name, said) : said;
  });
  return parts.join('; ');
}
