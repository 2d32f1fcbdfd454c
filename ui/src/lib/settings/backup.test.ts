import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries, type Backups } from '../api';
import { standIn } from '../api/core.test-double';
import { newestGood } from '../backups';
import { toasts } from '../kit';
import { t } from '../text';
import Backup from './Backup.svelte';

const words = t.settings.backup;
const copy = (name: string, at: string, more = {}) => ({
  name,
  at,
  kind: 'daily' as const,
  bytes: 48_200_000,
  schema: 10,
  encrypted: false,
  verified: true,
  ...more,
});
const listed: Backups = {
  items: [copy('b', '2026-11-21T07:05:00Z'), copy('a', '2026-11-20T07:05:00Z', { kind: 'weekly' })],
  folder: '/home/mira/backups',
  next: null,
  last_drill: { at: '2026-11-19T07:00:00Z', ok: false, backup: 'a', detail: 'a page is missing' },
};

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

test('the copies are listed with kind, size and state; a drill that failed says so', async () => {
  standIn({ 'GET /api/backups': { body: listed } });
  render(Backup);
  const [, first, second] = await screen.findAllByRole('row');
  expect(first).toHaveTextContent('Daily');
  expect(first).toHaveTextContent('48.2 MB');
  expect(first).toHaveTextContent(words.verified);
  expect(second).toHaveTextContent('Weekly');
  expect(screen.getByText(/would not have served. A page is missing\./)).toBeVisible();
});

test('a copy is made, and the button says so meanwhile', async () => {
  let answer = () => undefined as unknown;
  standIn({
    'GET /api/backups': { body: { ...listed, items: [] } },
    'POST /api/backups': () =>
      new Promise((resolve) => (answer = () => resolve({ status: 201, body: listed.items[0] }))),
  });
  render(Backup);
  expect(await screen.findByText(words.empty)).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: words.now }));
  expect(await screen.findByRole('button', { name: words.making })).toBeDisabled();
  await vi.waitFor(() => expect(answer()).toBeUndefined());
  expect(await screen.findByText(words.made('48.2 MB'))).toBeVisible();
});

test('a restore says first what happens, then does it, and a refusal leaves the dialog open', async () => {
  let full = true;
  const asked = standIn({
    'GET /api/backups': { body: listed },
    'POST /api/backups/a/restore': () =>
      full
        ? { status: 507, body: { code: 'disk_full', title: 'There is no room left' } }
        : { body: { backup: 'a', set_aside: 'before' } },
  });
  render(Backup);
  await fireEvent.click((await screen.findAllByRole('button', { name: /^Restore the copy of 20 Nov/ }))[0]!);
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(words.restoreText)).toBeVisible();
  expect(asked.some(({ route }) => route.startsWith('POST'))).toBe(false);
  await fireEvent.click(dialog.getByRole('button', { name: words.restoreNow }));
  expect(await dialog.findByRole('alert')).toHaveTextContent('There is no room left');
  full = false;
  await fireEvent.click(dialog.getByRole('button', { name: words.restoreNow }));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(toasts.list[0]?.text).toContain('what was there before is in the list');
});

test('a copy without encryption in place of a profile that has it is restored only when that is said', async () => {
  const asked = standIn({
    'GET /api/backups': { body: listed },
    'POST /api/backups/a/restore': (request) =>
      new URL(request.url).searchParams.get('plain') === 'true'
        ? { body: { backup: 'a', set_aside: 'before' } }
        : { status: 409, body: { code: 'restore_unencrypted', title: 'Not encrypted' } },
  });
  render(Backup);
  await fireEvent.click((await screen.findAllByRole('button', { name: /^Restore the copy of 20 Nov/ }))[0]!);
  const dialog = within(await screen.findByRole('dialog'));
  await fireEvent.click(dialog.getByRole('button', { name: words.restoreNow }));
  await fireEvent.click(await dialog.findByRole('button', { name: words.restorePlain }));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked.filter(({ route }) => route.startsWith('POST'))).toHaveLength(2);
});

test('a check tells each of its parts', async () => {
  standIn({
    'GET /api/backups': { body: listed },
    'POST /api/verify': {
      body: {
        ok: false,
        checks: [
          { name: 'integrity', ok: true, detail: 'the file is whole' },
          { name: 'search', ok: false, detail: '3 articles cannot be found' },
        ],
      },
    },
  });
  render(Backup);
  await fireEvent.click(screen.getByRole('button', { name: words.checkNow }));
  expect(await screen.findByText(words.checkBad(1))).toBeVisible();
  expect(screen.getByText('3 articles cannot be found.')).toBeVisible();
});

test('the newest good copy is one that was read back', () => {
  const [newest, older] = listed.items;
  expect(newestGood(listed.items)).toBe(newest);
  expect(newestGood([{ ...newest!, verified: false }, older!])).toBe(older);
  expect(newestGood([])).toBeUndefined();
});
