import { createRawSnippet } from 'svelte';
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { t } from '../text';
import ChartSection from './ChartSection.svelte';
import Columns from './Columns.svelte';
import Header from './Header.svelte';
import Heat from './Heat.svelte';
import Rose from './Rose.svelte';
import Spark from './Spark.svelte';
import { stepsOf, type Step } from './steps';

const words = (html: string) => createRawSnippet(() => ({ render: () => html }));
const rows = ['Mon', '', 'Wed'];
const days = ['Monday', 'Tuesday', 'Wednesday'];
const columns = ['W1', '', '', '', '', ''];
/** Three days a week; of the last week only Monday is there yet. */
const cells = days.map((day, r) =>
  columns.map((_, c) => (c === 5 && r > 0 ? null : { step: (c % 5) as Step, text: `${day}, week ${c + 1}` })),
);
const label = 'Contributions in six weeks';
const focused = () => document.activeElement?.getAttribute('aria-label');

test.each([
  ['days flow into the next week', true, 'Monday, week 3', 'Wednesday, week 2'],
  ['rows are apart', false, 'Wednesday, week 2', 'Wednesday, week 2'],
])('a heat map is one stop of the tab key and walked by arrows; %s', async (_, flows, below, up) => {
  const onlook = vi.fn();
  render(Heat, {
    props: { label, rows, columns, cells, domain: 'coding', flows, begin: { row: 0, column: 5 }, onlook },
  });
  const grid = screen.getByRole('grid', { name: label });
  expect(grid.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
  const press = async (...keys: string[]) => {
    for (const key of keys) await fireEvent.keyDown(document.activeElement ?? grid, { key });
  };
  grid.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  expect(focused()).toBe('Monday, week 6');
  await press('ArrowRight', 'ArrowUp');
  expect(focused()).toBe(flows ? 'Wednesday, week 5' : 'Monday, week 6');
  await press('Home', 'ArrowRight', 'End', 'PageUp');
  expect(focused()).toBe(flows ? 'Wednesday, week 1' : 'Monday, week 2');
  await press('Home', 'ArrowRight', ...(flows ? [] : ['ArrowDown', 'ArrowDown']));
  expect(focused()).toBe('Wednesday, week 2');
  await press('ArrowDown');
  expect(focused()).toBe(below);
  await press(...(flows ? ['ArrowUp'] : []));
  expect(focused()).toBe(up);
  expect(onlook).toHaveBeenLastCalledWith({ step: 1, text: 'Wednesday, week 2' });
  expect(grid.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
});

test('what has nothing to say is not walked to', async () => {
  render(Heat, { props: { label, rows, columns, cells, domain: 'coding', flows: true } });
  const first = screen.getByRole('gridcell', { name: 'Monday, week 1' });
  first.focus();
  await fireEvent.keyDown(first, { key: 'ArrowDown' });
  await fireEvent.keyDown(document.activeElement ?? first, { key: 'End' });
  expect(focused()).toBe('Tuesday, week 5');
  await fireEvent.keyDown(document.activeElement ?? first, { key: 'ArrowRight' });
  expect(focused()).toBe('Tuesday, week 5');
});

test('steps are quarters of what nearly all stay below; one wild day leaves the others apart', () => {
  const usual = Array.from({ length: 40 }, (_, index) => index % 9);
  const step = stepsOf([...usual, 400]);
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 400].map(step)).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 4]);
  expect(stepsOf([])(3)).toBe(4);
  expect(stepsOf([0, 0])(0)).toBe(0);
});

test('a rose, columns and a spark are said in one sentence', () => {
  const ring = Array.from({ length: 24 }, (_, hour) => ({ step: 1 as Step, text: `${hour}` }));
  const { container } = render(Rose, {
    props: {
      label: 'Mostly in the morning',
      cells: [ring, ring],
      marks: [{ at: 0, text: '0' }],
      domain: 'listening',
    },
  });
  expect(screen.getByRole('img', { name: 'Mostly in the morning' })).toBeVisible();
  expect(container.querySelectorAll('path')).toHaveLength(48);
  expect(container.innerHTML).not.toContain('NaN');
  render(Columns, {
    props: {
      label: 'Two hours a day',
      columns: [
        { name: '1 Nov', value: 2, text: '2 h' },
        { name: '2 Nov', value: null, text: '' },
      ],
      top: 4,
      marks: [{ value: 2, text: '2' }],
      ticks: [{ at: 0, text: '1' }],
      domain: 'listening',
    },
  });
  expect(document.querySelectorAll('.column')).toHaveLength(1);
  expect(document.querySelector<HTMLElement>('.column')?.style.height).toBe('50%');
  render(Spark, { props: { label: 'Quiet weeks', values: [0, 0, 0], domain: 'coding' } });
  expect(screen.getByRole('img', { name: 'Quiet weeks' }).innerHTML).not.toContain('NaN');
});

test('a chart can be shown as a table, and what is pointed at is said in place of its scope', async () => {
  const table = { columns: ['Day', 'Hours'], rows: [{ name: '1 Nov', values: ['2 h'] }] };
  const props = {
    name: 'Hours per day',
    scope: '2 h on a usual day',
    table,
    children: words('<i>chart</i>'),
  };
  const { rerender } = render(ChartSection, { props });
  await rerender({ said: '1 Nov: 2 h' });
  expect(screen.getByText('1 Nov: 2 h')).toBeVisible();
  expect(screen.queryByText('2 h on a usual day')).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: t.asTableOf('Hours per day') }));
  expect(screen.queryByText('chart')).toBeNull();
  const shown = screen.getByRole('table', { name: 'Hours per day' });
  expect(within(shown).getByRole('row', { name: '1 Nov 2 h' })).toBeVisible();
});

test('a header has one heading, which can take the focus, and names the screen where the title does not', () => {
  render(Header, {
    props: {
      title: 'November 2026',
      of: 'Planner',
      scope: '12 entries',
      children: words('<button>New</button>'),
    },
  });
  const heading = screen.getByRole('heading', { level: 1, name: /^Planner:\s*November 2026$/ });
  expect(heading).toHaveAttribute('tabindex', '-1');
  expect(screen.getByText('12 entries')).toBeVisible();
});
