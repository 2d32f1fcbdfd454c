import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { firstSteps } from '../begin';
import { router } from '../router';
import { core, desk, guest, type Stands } from '../pairing/sample.test-double';
import { chooseLanguage, t } from '../text';
import { addressesOf } from './add';
import WelcomeRoom from './WelcomeRoom.svelte';
import { welcome } from './welcome.svelte';

const none = { body: { items: [], next: null } };
const around = {
  'GET /api/devices': { body: desk() },
  'GET /api/reader/feeds': none,
  'GET /api/backups': { body: { items: [], folder: '/p', next: null, last_drill: null } },
  'GET /api/sources': none,
};
/** Past the first step, to what there is to start with. */
const begin = async () => {
  render(WelcomeRoom);
  await fireEvent.click(button(t.welcome.skip));
};
const button = (name: string) => screen.getByRole('button', { name });
const heading = () => screen.getByRole('heading', { level: 1 }).textContent;

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  welcome.draft = '';
  history.replaceState(null, '', '/welcome');
});

test.each([
  ['a.example\n\n b.example, a.example ', ['a.example', 'b.example']],
  ['', []],
])('the addresses of %j', (text, addresses) => expect(addressesOf(text)).toEqual(addresses));

test('every step can be skipped, and then they are over', async () => {
  standIn(around);
  render(WelcomeRoom);
  expect(heading()).toBe(t.welcome.device.title);
  expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }));
  expect(button(t.welcome.next)).toBeDisabled();
  await fireEvent.click(button(t.welcome.skip));
  expect(heading()).toBe(t.welcome.start.title);
  await fireEvent.click(button(t.welcome.skip));
  expect(heading()).toBe(t.welcome.look.title);
  await vi.waitFor(() => expect(button(t.welcome.next)).toBeEnabled());
  await fireEvent.click(button(t.welcome.next));
  expect(await screen.findByText(t.welcome.ready.nothing)).toBeVisible();
  expect(firstSteps.seen).toBe(false);
  await fireEvent.click(button(t.welcome.ready.open));
  expect(router.room).toBe('today');
  expect(firstSteps.seen).toBe(true);
});

test('addresses are added one by one; what is refused stays, and can be allowed', async () => {
  let allowed = false;
  const feed = (title: string) => ({ status: 201, body: { id: title, title, sample: false } });
  const asked = standIn({
    ...around,
    'POST /api/sources/allowed': () => ((allowed = true), { body: {} }),
    'POST /api/reader/feeds': async (request) => {
      const { url } = (await request.json()) as { url: string };
      if (url === 'good.example') return feed('Good');
      return allowed
        ? feed('Mine')
        : {
            status: 403,
            body: { code: 'address_refused', title: 'It is private', detail: '127.0.0.1:80', status: 403 },
          };
    },
  });
  await begin();
  await fireEvent.click(button(t.welcome.start.feedsAdd));
  const field = await screen.findByLabelText(t.welcome.start.feedsLabel);
  expect(document.activeElement).toBe(field);
  await fireEvent.input(field, { target: { value: 'good.example\n127.0.0.1' } });
  await fireEvent.submit(document.querySelector('form')!);
  expect(await screen.findByText(t.welcome.start.added('Good'))).toBeVisible();
  expect(await screen.findByText(/It is private/)).toBeVisible();
  await vi.waitFor(() => expect(field).toHaveValue('127.0.0.1'));
  await fireEvent.click(button(t.sources.allow('127.0.0.1:80')));
  expect(await screen.findByText(t.welcome.start.added('Mine'))).toBeVisible();
  expect(field).toHaveValue('');
  expect(asked.filter(({ route }) => route === 'POST /api/reader/feeds')).toHaveLength(3);
  expect(button(t.welcome.next)).toBeEnabled();
});

test('the sample leads on by itself; one that fails is said and leaves the choice', async () => {
  let full = true;
  standIn({
    ...around,
    'POST /api/sample': () =>
      full
        ? { status: 507, body: { code: 'disk_full', title: 'The disk is full' } }
        : { body: { present: true, records: 1500 } },
  });
  await begin();
  await fireEvent.click(button(t.welcome.start.sample));
  expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full');
  full = false;
  await fireEvent.click(button(t.welcome.start.sample));
  await vi.waitFor(() => expect(heading()).toBe(t.welcome.look.title));
  expect(screen.getByText(t.welcome.start.answerSample)).toBeVisible();
});

test('the language changes in the middle of it', async () => {
  standIn(around);
  await begin();
  await fireEvent.click(button(t.welcome.skip));
  await fireEvent.click(screen.getByRole('radio', { name: 'Deutsch' }));
  await vi.waitFor(() => expect(heading()).toBe('Wie soll es aussehen?'));
  await chooseLanguage('system');
});

test('the device is named, and starts fresh; no name is no answer', async () => {
  const asked = core({ devices: desk(), pairing: null, joining: null });
  render(WelcomeRoom);
  const field = await screen.findByLabelText(t.welcome.device.nameLabel);
  await vi.waitFor(() => expect(field).toHaveValue('desk'));
  await fireEvent.input(field, { target: { value: ' ' } });
  await fireEvent.click(button(t.welcome.device.freshGo));
  expect(field).toHaveAccessibleDescription(expect.stringContaining(t.devices.nameMissing));
  await fireEvent.input(field, { target: { value: 'study' } });
  await fireEvent.click(button(t.welcome.device.freshGo));
  await vi.waitFor(() => expect(heading()).toBe(t.welcome.start.title));
  expect(screen.getByText(t.welcome.device.answerFresh('study'))).toBeVisible();
  expect(asked.find(({ route }) => route === 'PATCH /api/devices/this')?.body).toEqual({ name: 'study' });
});

test('whoever joins another device has something to start with, and goes on to the look', async () => {
  const stands: Stands = { devices: desk(), pairing: null, joining: null };
  core(stands, {
    'POST /api/devices/join': () => {
      stands.joining = { state: 'waiting', host: { ...guest, name: 'attic' }, problem: null };
      return { status: 202, body: stands.joining };
    },
  });
  render(WelcomeRoom);
  await screen.findByLabelText(t.welcome.device.nameLabel);
  await fireEvent.click(button(t.welcome.device.joinGo));
  const field = await screen.findByLabelText(t.joining.label);
  expect(field).toHaveFocus();
  await fireEvent.input(field, { target: { value: '1234 5678' } });
  await fireEvent.submit(field.closest('form')!);
  expect(await screen.findByText('harbour')).toBeVisible();
  expect(button(t.welcome.next)).toBeDisabled();
  stands.joining = { ...stands.joining!, state: 'done' };
  await queries.invalidateQueries({ queryKey: ['devices'] });
  expect(await screen.findByText(t.joining.done('attic'))).toBeVisible();
  await fireEvent.click(button(t.welcome.next));
  expect(heading()).toBe(t.welcome.look.title);
  expect(screen.getByText(t.welcome.start.answerJoined('attic'))).toBeVisible();
  await fireEvent.click(button(t.welcome.back));
  expect(heading()).toBe(t.welcome.device.title);
});
