import CircleCheck from '@lucide/svelte/icons/circle-check';
import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { t } from '../text';
import { after } from './sources.svelte';
import SourceTable, { type SourceRow } from './SourceTable.svelte';

const row = (id: string, more: Partial<SourceRow> = {}): SourceRow => ({
  id,
  name: id,
  of: 'Craft',
  checked: { text: '2 min ago', exact: 'today at 10:00', late: false },
  next: { text: 'in 13 min' },
  brought: 1200,
  mark: { icon: CircleCheck, word: 'Healthy', mood: 'ok' },
  more: `More for ${id}`,
  actions: [{ text: 'Check now', run: () => undefined }],
  ...more,
});
const columns = {
  name: 'Feed',
  of: 'Folder',
  checked: 'Last check',
  next: 'Next',
  brought: 'Articles',
  health: 'Health',
};

test('a row tells how a source does; its name picks it, its menu does not', async () => {
  const onpick = vi.fn();
  render(SourceTable, {
    props: { label: 'Feeds', columns, rows: [row('tide'), row('moon')], selected: 'moon', onpick },
  });
  expect(screen.getByRole('row', { name: /tide Craft 2 min ago in 13 min 1,200 Healthy/ })).toBeVisible();
  expect(screen.getByRole('button', { name: 'moon' })).toHaveAttribute('aria-pressed', 'true');
  await fireEvent.click(screen.getByRole('button', { name: 'More for tide' }));
  expect(onpick).not.toHaveBeenCalled();
  await fireEvent.click(screen.getByRole('button', { name: 'tide' }));
  expect(onpick.mock.calls).toEqual([['tide']]);
});

test('what is made up says so instead of how it does', () => {
  const rows = [row('tide', { sample: true })];
  render(SourceTable, { props: { label: 'Feeds', columns, rows, selected: null, onpick: () => undefined } });
  expect(screen.getByText(t.sources.sample)).toBeVisible();
  expect(screen.queryByText('Healthy')).toBeNull();
});

test.each([
  [null, 1, 'a'],
  [null, -1, 'a'],
  ['a', 1, 'b'],
  ['b', 1, 'b'],
  ['a', -1, 'a'],
])('from %s a step of %i leads to %s', (from, by, to) => {
  expect(after([{ id: 'a' }, { id: 'b' }], from, by)?.id).toBe(to);
});
