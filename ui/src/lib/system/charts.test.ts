import { expect, test } from 'vitest';
import { chooseLanguage, units } from '../text';
import { chartsOf, figureOf, namedFigure, summaryOf, wantedOf } from './charts';
import { pointsOf } from './points';
import { chart, machine } from './sample.test-double';
import { markWords, momentWords } from './words';

const GIB = 2 ** 30;
const span = { from: 0, to: 3000 };
const points = pointsOf(
  chart([1000, 2000, 3000], {
    cpu: [10, null, 65],
    memory: [8 * GIB, null, 19.84 * GIB],
    disk_read: [0, null, 120e6],
    disk_write: [1e6, null, 41e6],
    network_in: [null, null, null],
    network_out: [null, null, null],
    load1: [null, null, null],
    'temperature/package': [51, null, 54.4],
  }),
);

test('cores are asked for when they are shown, and stand in their order', () => {
  const all = ['cpu', 'cpu/0', 'cpu/10', 'cpu/2', 'temperature/package', 'space//'];
  expect(wantedOf(all, false)).toEqual(
    expect.arrayContaining(['cpu', 'memory', 'load15', 'temperature/package']),
  );
  expect(wantedOf(all, false).some((id) => id.startsWith('cpu/') || id.startsWith('space'))).toBe(false);
  expect(wantedOf(all, true).filter((id) => id.startsWith('cpu/'))).toEqual(['cpu/0', 'cpu/2', 'cpu/10']);
});

test('the usual charts are there, others where anything was measured', () => {
  expect(chartsOf(points, machine(), span).map(({ id }) => id)).toEqual([
    'cpu',
    'memory',
    'disk',
    'network',
    'sensors',
  ]);
});

test('each says its figures with their units, and its scale ends neatly', () => {
  const charts = chartsOf(points, machine(), span);
  const said = charts.map((one) => one.lines.map((line) => namedFigure(one, line, 2)));
  expect(said).toEqual([
    ['65%'],
    ['19.8 of 32 GiB'],
    ['read 120 MB/s', 'write 41 MB/s'],
    ['in not measured', 'out not measured'],
    ['54°C'],
  ]);
  expect(charts.map(({ top }) => top)).toEqual([100, 100, 150e6, 1000, 60]);
  expect(charts[2]?.marks.map(({ text }) => text)).toEqual(['0', '75 MB/s', '150 MB/s']);
});

test('temperatures are told in the unit of the region, or in the one that is chosen, with a scale to match', () => {
  const sensors = () => {
    const chart = chartsOf(points, machine(), span).find(({ id }) => id === 'sensors')!;
    return [namedFigure(chart, chart.lines[0]!, 2), chart.marks.map(({ text }) => text)];
  };
  units.choice = 'imperial';
  expect(sensors()).toEqual(['130°F', ['0°F', '75°F', '150°F']]);
  units.choice = 'metric';
  expect(sensors()).toEqual(['54°C', ['0°C', '30°C', '60°C']]);
  units.choice = 'system';
  expect(sensors()[0]).toBe('54°C');
});

test('a scale is of what is shown alone', () => {
  const disk = chartsOf(points, machine(), { from: 0, to: 1500 }).find(({ id }) => id === 'disk');
  expect(disk?.top).toBe(1e6);
});

test('swap has a line only where there is any', () => {
  const swapping = pointsOf(chart([1000], { memory: [GIB], swap: [GIB] }));
  const memory = (swap: number) =>
    chartsOf(swapping, machine({ swap }), span).find(({ id }) => id === 'memory')!;
  expect(memory(0).lines.map(({ id }) => id)).toEqual(['memory']);
  const both = memory(4 * GIB);
  expect(both.lines.map((line) => namedFigure(both, line, 0))).toEqual([
    'used 1 of 32 GiB',
    'swap 1 of 4 GiB',
  ]);
});

test('where a point is of many samples, the highest of them is said too', () => {
  const made = chart([1000], { cpu: [12] });
  const bucket = pointsOf({
    ...made,
    step_ms: 60_000,
    series: [{ ...made.series[0]!, min: [1], max: [98] }],
  });
  const [cpu] = chartsOf(bucket, machine(), span);
  expect(figureOf(cpu!.lines[0]!, 0)).toBe('12%, up to 98%');
  expect(summaryOf(cpu!, bucket, span)).toBe('lowest 1%, mean 12%, highest 98%');
});

test('a summary is of what is shown alone', () => {
  const [cpu, , disk, network] = chartsOf(points, machine(), span);
  expect(summaryOf(cpu!, points, { from: 2500, to: 3000 })).toBe('lowest 65%, mean 65%, highest 65%');
  expect(summaryOf(disk!, points, span)).toContain('write lowest 1 MB/s, mean 21 MB/s, highest 41 MB/s');
  expect(summaryOf(network!, points, span)).toBe('in nothing was measured; out nothing was measured');
});

test('units and times are those of the language', async () => {
  await chooseLanguage('de');
  const [cpu, memory] = chartsOf(points, machine(), span);
  expect(figureOf(cpu!.lines[0]!, 2)).toBe('65\u00a0%');
  expect(figureOf(memory!.lines[0]!, 2)).toBe('19,8 von 32 GiB');
  await chooseLanguage('system');
});

test('moments name their day when it is not today, and marks the day that begins', () => {
  const now = new Date();
  expect(momentWords(now.getTime(), 0)).toMatch(/^\d\d:\d\d:\d\d$/);
  expect(momentWords(Date.UTC(2026, 0, 5, 14, 0), 60_000)).toMatch(/^5 Jan.*, 15:00$/);
  expect(markWords(Date.UTC(2026, 0, 5, 23, 0), 3 * 3_600_000)).toMatch(/^6 Jan/);
  expect(markWords(Date.UTC(2026, 0, 5, 14, 0, 15), 15_000)).toBe('15:00:15');
});
