import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import { router } from '../router';
import General from './General.svelte';
import { sections, SettingsState } from './settings.svelte';
import SettingsRoom from './SettingsRoom.svelte';

const words = t.settings.general;

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

/** A core with these settings, which a PATCH changes. */
function withSettings() {
  let stands = { refresh_minutes: 60, proxy: '', paused: false };
  return standIn({
    'GET /api/settings': () => ({ body: stands }),
    'PATCH /api/settings': async (request) => {
      stands = { ...stands, ...((await request.json()) as object) };
      return { body: stands };
    },
  });
}
const change = async (name: string, to: string) => {
  const field = await screen.findByRole('textbox', { name });
  await fireEvent.input(field, { target: { value: to } });
  await fireEvent.change(field);
  return field;
};

test('a setting applies at once, and reset brings the usual value back', async () => {
  const asked = withSettings();
  render(General);
  await change(words.interval, '120');
  await fireEvent.click(
    await screen.findByRole('button', { name: `${t.settings.reset}: ${words.interval}` }),
  );
  await vi.waitFor(() => expect(asked.filter(({ route }) => route.startsWith('PATCH'))).toHaveLength(2));
  expect(asked.filter(({ route }) => route.startsWith('PATCH')).map(({ body }) => body)).toEqual([
    { refresh_minutes: 120 },
    { refresh_minutes: 60 },
  ]);
});

test('a wrong interval is said next to the field and not sent', async () => {
  const asked = withSettings();
  render(General);
  const field = await change(words.interval, '5');
  expect(await screen.findByRole('alert')).toHaveTextContent(words.intervalWrong);
  expect(field).toHaveValue('5');
  expect(asked.some(({ route }) => route.startsWith('PATCH'))).toBe(false);
});

test('what cannot be read is said, with a way to try again', async () => {
  standIn({ 'GET /api/settings': { status: 500, body: { code: 'storage', title: 'The disk is gone' } } });
  render(General);
  expect(await screen.findByText(t.settings.failed)).toBeVisible();
  expect(screen.getByRole('button', { name: t.retry })).toBeVisible();
});

test.each([
  ['', sections.map((one) => one.id)],
  ['proxy', ['general']],
  ['readable ALONE', ['profile']],
  ['quagga', []],
])('the filter “%s” leaves %s', (filter, left) => {
  const settings = new SettingsState();
  settings.filter = filter;
  expect(settings.shown.map((one) => one.id)).toEqual(left);
});

test('the section that was led to stays the one that is marked, wherever the page could scroll to', async () => {
  standIn({});
  router.go('/settings/bin');
  render(SettingsRoom);
  const marked = () => screen.getByRole('link', { current: true });
  await vi.waitFor(() => expect(marked()).toHaveTextContent(t.settings.bin.name));
  // Nothing is laid out here: each section counts as passed, as it does at the end of the page.
  await fireEvent.scroll(screen.getByRole('region', { name: t.rooms.settings }));
  expect(marked()).toHaveTextContent(t.settings.bin.name);
});
