import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { changes, queries, type Device, type Devices } from '../api';
import { toasts } from '../kit';
import { core, desk, guest, laptop, pairing, type Stands } from '../pairing/sample.test-double';
import { router } from '../router';
import { t } from '../text';
import DevicesRoom from './DevicesRoom.svelte';
import { leftWords } from './seconds.svelte';
import { ownStanding, seenWords, standing } from './standing';

const words = t.devices;
const now = Date.parse('2026-11-21T10:00:00Z');
const told = () => queries.invalidateQueries({ queryKey: ['devices'] });
const button = (name: string) => screen.getByRole('button', { name });
const show = () => render(DevicesRoom, { target: document.body.appendChild(document.createElement('main')) });
const stands = (devices: Devices, more: Partial<Stands> = {}): Stands => ({
  devices,
  pairing: null,
  joining: null,
  ...more,
});

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  changes.reachable = true;
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
  history.replaceState(null, '', '/devices');
  router.go('/devices', { replace: true });
});

test.each<[Partial<Device>, string, string]>([
  [{}, 'In step', 'well'],
  [{ state: 'behind', waiting: 412 }, 'Behind by 412', 'waits'],
  [{ state: 'behind', waiting: null }, 'Behind', 'waits'],
  [{ state: 'ahead', behind: 1200 }, 'Ahead by 1,200', 'waits'],
  [{ state: 'never' }, 'Not synced yet', 'none'],
  [{ state: 'refused' }, 'Refused', 'bad'],
])('%j stands as “%s”', (device, said, mood) =>
  expect(standing({ ...laptop, ...device })).toEqual({ words: said, mood }),
);
test.each<[boolean, Partial<Device>[], string | undefined]>([
  [true, [{}], 'In step'],
  [true, [{}, { state: 'ahead', behind: 7 }], 'Behind by 7'],
  [true, [{ state: 'never' }], undefined],
  [false, [{}], 'Off'],
])('on %s, with %j, this device stands as “%s”', (enabled, paired, said) =>
  expect(ownStanding(enabled, desk(paired).paired)?.words).toBe(said),
);
test.each<[Partial<Device>, string]>([
  [{}, 'now'],
  [{ connected: false }, '2 min ago'],
  [{ connected: false, last_seen: null }, 'not yet'],
])('%j was seen “%s”', (device, said) => expect(seenWords({ ...laptop, ...device }, now)).toBe(said));
test.each([
  [278, '4 min 38 s'],
  [61, '1 min 01 s'],
  [38, '38 s'],
  [-4, '0 s'],
])('%i seconds are left as “%s”', (seconds, said) =>
  expect(leftWords(new Date(now + seconds * 1000).toISOString(), now)).toBe(said),
);

test('alone it says what will stand here; the first code brings the rest, and the focus is with it', async () => {
  const core_ = stands(desk());
  core(core_);
  show();
  expect(await screen.findByText(words.emptyTitle)).toBeVisible();
  expect(screen.queryByRole('table')).toBeNull();
  await fireEvent.click(button(t.pairing.start));
  expect(await screen.findByText('1234 5678')).toBeVisible();
  expect(screen.getByRole('img', { name: t.pairing.qr })).toBeVisible();
  expect(screen.getByText(/The code ends in 4 min 3\d s/)).toBeVisible();
  await vi.waitFor(() => expect(document.activeElement).toContainElement(screen.getByText('1234 5678')));
  await fireEvent.click(button(t.pairing.cancel));
  expect(await screen.findByText(words.emptyTitle)).toBeVisible();
});

test('without a place for its key no code is made, and it says where to choose one', async () => {
  core(stands(desk()), {
    'POST /api/devices/pairing': { status: 409, body: { code: 'vault_absent', title: 'There is no vault' } },
  });
  show();
  await fireEvent.click(await screen.findByRole('button', { name: t.pairing.start }));
  expect(await screen.findByRole('alert')).toHaveTextContent('There is no vault');
  expect(screen.getByRole('link', { name: t.pairing.toVault })).toHaveAttribute('href', '/settings/vault');
});

test('each device has its row: what it is, when it was seen, how it stands, what is wrong and how far it is', async () => {
  const progress = { done: 1836, total: 2248, per_second: 240 };
  const fault = { type: 'x', status: 409, code: 'odd', title: 'It is a copy', hint: 'Pair it anew.' };
  core(
    stands(
      desk([
        { id: 'p', name: 'tablet', kind: 'tablet', state: 'ahead', behind: 412, progress },
        { id: 'q', name: 'attic', kind: 'server', state: 'refused', connected: false, fault },
      ]),
    ),
  );
  show();
  const rows = within(await screen.findByRole('table'))
    .getAllByRole('row')
    .slice(1)
    .map((row) => [...row.children].map((cell) => cell.textContent?.replace(/\s+/g, ' ').trim()).join(' '));
  expect(rows[0]).toMatch(/^desk Computer this device Behind by 412/);
  expect(rows[1]).toMatch(/^tablet Tablet now Ahead by 412/);
  expect(rows[2]).toContain('Catching up with tablet 1,836 of 2,248 changes');
  expect(rows[3]).toMatch(/^attic Server .* Refused/);
  expect(rows[4]).toBe('It is a copy. Pair it anew.');
  expect(screen.getByText('3 devices · 1,200 records, encrypted between them')).toBeVisible();
});

test('who asks to join is let in when the words are the same, and its first sync is followed', async () => {
  const all = stands(desk([{ id: 'q', name: 'attic', fingerprint: 'other' }]), {
    pairing: pairing('asking'),
  });
  core(all, {
    'POST /api/devices/pairing/confirm': () => {
      all.pairing = pairing('done');
      const progress = { done: 1, total: 9, per_second: 1 };
      all.devices = desk([
        { id: 'q', name: 'attic', fingerprint: 'other' },
        { state: 'behind', progress },
      ]);
      return { body: all.pairing };
    },
  });
  show();
  expect(await screen.findByText(t.pairing.asks('laptop'))).toHaveFocus();
  for (const word of guest.words) expect(screen.getByText(word)).toBeVisible();
  const step = () => document.querySelector('[aria-current=step]')?.textContent;
  expect(step()).toContain(t.pairing.steps.compare);
  await fireEvent.click(button(t.pairing.confirm));
  await told();
  expect(await screen.findByText(t.pairing.doneTitle('laptop'))).toBeVisible();
  expect(step()).toContain(t.pairing.steps.sync);
  all.devices = desk([{ id: 'q', name: 'attic' }, {}]);
  await told();
  expect(await screen.findByText(t.pairing.doneAll)).toBeVisible();
  await fireEvent.click(button(t.pairing.finish));
  expect(await screen.findByText(t.pairing.begin)).toBeVisible();
});

test('who is refused is not let in, and a code that ended can be made anew', async () => {
  const all = stands(desk([{}]), { pairing: pairing('asking') });
  core(all, {
    'POST /api/devices/pairing/refuse': () => {
      all.pairing = pairing('cancelled');
      return { body: all.pairing };
    },
  });
  show();
  await fireEvent.click(await screen.findByRole('button', { name: t.pairing.refuse }));
  expect(await screen.findByText(t.pairing.ended.refused)).toBeVisible();
  await fireEvent.click(button(t.pairing.again));
  expect(await screen.findByText('1234 5678')).toBeVisible();
  all.pairing = pairing('burnt');
  await told();
  expect(await screen.findByText(t.pairing.ended.burnt)).toBeVisible();
});

/** A line of a row's menu, chosen. */
async function choose(of: string, line: string) {
  await fireEvent.click(await screen.findByRole('button', { name: words.moreOf(of) }));
  const opener = await screen.findByRole('button', { name: words.moreOf(of) });
  if (opener.getAttribute('aria-expanded') !== 'true') {
    opener.focus();
    await fireEvent.keyDown(opener, { key: 'Enter' });
  }
  const item = await screen.findByRole('menuitem', { name: new RegExp(`^${line}`) });
  await fireEvent.pointerMove(item);
  await fireEvent.keyDown(item, { key: 'Enter' });
}

test('a device is revoked only when its name was typed', async () => {
  const all = stands(desk([{}]));
  const asked = core(all, {
    [`DELETE /api/devices/${laptop.id}`]: () => ((all.devices = desk()), { status: 204 }),
  });
  show();
  await choose('laptop', words.revoke);
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(words.revokeText)).toBeVisible();
  expect(dialog.getByRole('button', { name: words.revoke })).toBeDisabled();
  await fireEvent.input(dialog.getByRole('textbox'), { target: { value: 'laptop' } });
  await fireEvent.submit(document.querySelector('[role=dialog] form')!);
  expect(await screen.findByText(words.emptyTitle)).toBeVisible();
  expect(asked.map(({ route }) => route)).toContain(`DELETE /api/devices/${laptop.id}`);
});

test('this device is renamed; an empty name is said, and not sent', async () => {
  const all = stands(desk([{}]));
  const asked = core(all);
  show();
  await choose('desk', words.rename);
  const field = within(await screen.findByRole('dialog')).getByRole('textbox');
  for (const name of ['  ', 'study']) {
    await fireEvent.input(field, { target: { value: name } });
    await fireEvent.submit(document.querySelector('[role=dialog] form')!);
    if (name !== 'study') expect(field).toHaveAccessibleDescription(words.nameMissing);
  }
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(await screen.findByText('study')).toBeVisible();
  expect(asked.filter(({ route }) => route.startsWith('PATCH')).map(({ body }) => body)).toEqual([
    { name: 'study' },
  ]);
});

test('what is off is said, with a way to turn it on; the relay is turned where it is told', async () => {
  const all = stands(desk([{}], { enabled: false }));
  core(all);
  show();
  await fireEvent.click(await screen.findByRole('button', { name: words.turnOn }));
  expect(await screen.findByRole('button', { name: words.sync })).toBeVisible();
  expect(screen.getByText(words.relayOff)).toBeVisible();
  const relay = within(screen.getByRole('radiogroup', { name: words.elsewhere }));
  await fireEvent.click(relay.getByRole('radio', { name: words.on }));
  expect(await screen.findByText(words.relayOn)).toBeVisible();
});

test('what cannot be read is said, and asked again; what is known stays while the core is away', async () => {
  let broken = true;
  const all = stands(desk([{}]));
  core(all, {
    'GET /api/devices': () =>
      broken ? { status: 500, body: { code: 'odd', title: 'It broke' } } : { body: all.devices },
  });
  show();
  expect(await screen.findByText(words.failedTitle)).toBeVisible();
  broken = false;
  await fireEvent.click(button(t.retry));
  expect(await screen.findByText('laptop')).toBeVisible();
  changes.reachable = false;
  expect(await screen.findByText(words.asOf)).toBeVisible();
  expect(screen.getByText('laptop')).toBeVisible();
});

test('the palette leads to a code and to joining', async () => {
  core(stands(desk()));
  router.go('/devices?do=join');
  show();
  expect(await screen.findByRole('dialog', { name: t.joining.title })).toBeVisible();
  expect(location.search).toBe('');
});

test('and to one device: its menu has the focus', async () => {
  core(stands(desk([{ id: 'd1', name: 'attic' }])));
  router.go('/devices?device=d1');
  show();
  await vi.waitFor(() =>
    expect(screen.getByRole('button', { name: t.devices.moreOf('attic') })).toHaveFocus(),
  );
  expect(location.search).toBe('');
});
