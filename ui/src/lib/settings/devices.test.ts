import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { core, desk } from '../pairing/sample.test-double';
import { t } from '../text';
import Devices from './Devices.svelte';

const words = t.settings.devices;

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

test('the device is named, found and reached as the person says', async () => {
  const asked = core({ devices: desk([{}]), pairing: null, joining: null });
  render(Devices);
  const field = await screen.findByRole('textbox', { name: words.thisName });
  for (const name of [' ', 'study']) {
    await fireEvent.input(field, { target: { value: name } });
    await fireEvent.change(field);
    if (name !== 'study') expect(await screen.findByRole('alert')).toHaveTextContent(t.devices.nameMissing);
  }
  for (const [turn, to] of [
    ['mdns', t.devices.off],
    ['relay', t.devices.on],
    ['enabled', t.devices.off],
  ] as const) {
    const group = within(screen.getByRole('radiogroup', { name: words.turns[turn].name }));
    await fireEvent.click(group.getByRole('radio', { name: to }));
    await vi.waitFor(() => expect(group.getByRole('radio', { name: to })).toBeChecked());
  }
  expect(asked.filter(({ route }) => route.startsWith('PATCH')).map(({ body }) => body)).toEqual([
    { name: 'study' },
    { mdns: false },
    { relay: true },
    { enabled: false },
  ]);
});

test('before anything is paired there is nothing to turn off', async () => {
  core({ devices: desk(), pairing: null, joining: null });
  render(Devices);
  expect(await screen.findByText(words.none)).toBeVisible();
  expect(screen.queryByRole('radiogroup', { name: words.turns.enabled.name })).toBeNull();
});
