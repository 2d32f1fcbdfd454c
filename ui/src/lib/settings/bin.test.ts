import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { toasts } from '../kit';
import { t } from '../text';
import { purgedWords } from './actions';
import Bin from './Bin.svelte';

const words = t.settings.bin;
const item = {
  id: 'f1',
  kind: 'subscription',
  title: 'North Journal',
  removed: '2026-11-20T10:00:00Z',
  until: '2026-12-20T10:00:00Z',
};
const purged = { things: 1, changes: 4, backups: 8, devices: 0 };

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

test('what was removed can be brought back', async () => {
  const items = [item];
  standIn({
    'GET /api/bin': () => ({ body: { items } }),
    'POST /api/bin/f1/restore': () => (items.pop(), { status: 204 }),
  });
  render(Bin);
  await fireEvent.click(await screen.findByRole('button', { name: words.restoreOf(item.title) }));
  expect(await screen.findByText(words.empty)).toBeVisible();
  await vi.waitFor(() => expect(toasts.list[0]?.text).toBe(words.restored(item.title)));
});

test('deleting for good says what it reaches, and waits for the name', async () => {
  const asked = standIn({
    'GET /api/bin': { body: { items: [item] } },
    'DELETE /api/bin/f1': { body: purged },
  });
  render(Bin);
  await fireEvent.click(await screen.findByRole('button', { name: words.purgeOf(item.title) }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(words.notText)).toBeVisible();
  const go = dialog.getByRole('button', { name: words.purge });
  expect(go).toBeDisabled();
  await fireEvent.input(dialog.getByRole('textbox'), { target: { value: 'north journal' } });
  expect(go).toBeEnabled();
  await fireEvent.submit(document.querySelector('form')!);
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked.map(({ route }) => route)).toContain('DELETE /api/bin/f1');
  await vi.waitFor(() =>
    expect(toasts.list[0]?.text).toBe('1 thing is deleted for good; 8 copies may still hold it'),
  );
});

test.each([
  [{ ...purged, things: 3, backups: 0 }, '3 things are deleted for good'],
  [{ ...purged, backups: 1, devices: 2 }, '1 thing is deleted for good; 1 copy, 2 devices may still hold it'],
])('a purge is told in words', (what, said) => expect(purgedWords(what)).toBe(said));
