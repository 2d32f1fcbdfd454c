import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import BackgroundChoices from './BackgroundChoices.svelte';

const words = t.background;
const nothing = { tray: true, close_to_tray: false, autostart: false };

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

test('nothing is on that nobody turned on, and a choice holds at once', async () => {
  const asked = standIn({
    'GET /api/desktop/background': { body: nothing },
    'PATCH /api/desktop/background': { body: { ...nothing, close_to_tray: true } },
  });
  render(BackgroundChoices, { here: true });
  const stay = await screen.findByRole('checkbox', { name: words.tray });
  expect(stay).not.toBeChecked();
  expect(screen.getByRole('checkbox', { name: words.autostart })).not.toBeChecked();
  await fireEvent.click(stay);
  await vi.waitFor(() => expect(asked.at(-1)?.body).toEqual({ close_to_tray: true }));
  await vi.waitFor(() => expect(stay).toBeChecked());
});

test('where there is no tray it says what closing does, and a refusal is shown and taken back', async () => {
  standIn({
    'GET /api/desktop/background': { body: { ...nothing, tray: false } },
    'PATCH /api/desktop/background': {
      status: 422,
      body: { code: 'not_chosen', title: "Your choice can't be kept.", status: 422 },
    },
  });
  render(BackgroundChoices, { here: true });
  expect(await screen.findByText(words.noTray)).toBeVisible();
  await fireEvent.click(screen.getByRole('checkbox', { name: words.autostart }));
  expect(await screen.findByRole('alert')).toHaveTextContent(/can't be kept/);
  await vi.waitFor(() => expect(screen.getByRole('checkbox', { name: words.autostart })).not.toBeChecked());
});

test('in a browser nothing is asked', () => {
  const asked = standIn({});
  render(BackgroundChoices);
  expect(asked).toEqual([]);
  expect(screen.queryByRole('checkbox')).toBeNull();
});
