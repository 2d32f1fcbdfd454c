import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { toasts } from '../kit';
import { t } from '../text';
import Devices from '../settings/Devices.svelte';
import { desk } from './sample.test-double';

const words = t.settings.devices;
const held = {
  peer: 'ab12cd34ab12cd34ab12cd34ab12cd34',
  things: 13,
  kinds: [
    { kind: 'subscription', things: 1 },
    { kind: 'article', things: 12 },
  ],
  titles: ['North Journal', 'Tides'],
};

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

test.each([
  ['refuse', words.refuseOf(words.unnamed('ab12cd34')), words.refused(13)],
  ['accept', words.acceptOf(words.unnamed('ab12cd34')), words.accepted(13)],
] as const)('what another device would remove is told, and answered: %s', async (verb, name, told) => {
  const items = [held];
  const route = `POST /api/devices/held/${held.peer}/${verb}`;
  const asked = standIn({
    'GET /api/devices/held': () => ({ body: { items } }),
    [route]: () => (items.pop(), { status: 204 }),
  });
  render(Devices);
  expect(await screen.findByText('Device ab12cd34 would remove 1 feed, 12 articles.')).toBeVisible();
  expect(screen.getByText('Among them: North Journal, Tides')).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name }));
  expect(await screen.findByText(words.empty)).toBeVisible();
  expect(asked.map((one) => one.route)).toContain(route);
  await vi.waitFor(() => expect(toasts.list[0]?.text).toBe(told));
});

test('a device that is paired is called by its name', async () => {
  standIn({
    'GET /api/devices': () => ({ body: desk([{ name: 'attic', origin: held.peer }]) }),
    'GET /api/devices/held': () => ({ body: { items: [held] } }),
  });
  render(Devices);
  expect(await screen.findByText('attic would remove 1 feed, 12 articles.')).toBeVisible();
});
