import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { t } from '../text';
import { invitation } from './invitation';
import Join from './Join.svelte';
import { core, desk, guest, type Stands } from './sample.test-double';
import { progressWords } from './words';

const words = t.joining;
const told = () => queries.invalidateQueries({ queryKey: ['devices'] });

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

test.each([
  ['1234 5678', { code: '12345678' }],
  [' 12-34-56-78\n', { code: '12345678' }],
  ['lorch-pair:ab\n  cd', { ticket: 'lorch-pair:abcd' }],
  ['lorch-pair:', null],
  ['1234 567', null],
  ['123456789', null],
  ['1234 5678 lorch', null],
  ['', null],
])('%j is read as %j', (text, read) => expect(invitation(text)).toEqual(read));

test.each([
  [{ done: 1836, total: 2248, per_second: 240 }, '1,836 of 2,248 changes · 240 per second · about 2 s left'],
  [{ done: 0, total: 90_000, per_second: 300 }, '0 of 90,000 changes · 300 per second · about 5 min left'],
  [{ done: 5, total: 9, per_second: 0 }, '5 of 9 changes'],
  [{ done: 9, total: 9, per_second: 3 }, '9 of 9 changes · 3 per second'],
])('progress %j in words', (progress, said) => expect(progressWords(progress)).toBe(said));

/** A person who types an invitation and sends it. */
async function type(text: string) {
  const field = screen.getByLabelText(words.label);
  await fireEvent.input(field, { target: { value: text } });
  await fireEvent.submit(document.querySelector('form')!);
  return field;
}
const alone = (): Stands => ({ devices: desk(), pairing: null, joining: null });

test('the words stand to be compared, then the first sync runs, and the end of it is told', async () => {
  const stands = alone();
  const [onjoined, onend] = [vi.fn(), vi.fn()];
  const asked = core(stands, {
    'POST /api/devices/join': () => {
      stands.joining = { state: 'calling', host: null, problem: null };
      return { status: 202, body: stands.joining };
    },
  });
  render(Join, { props: { onjoined, onend } });
  await type('1234 5678');
  expect(await screen.findByText(words.calling)).toBeVisible();
  expect(asked.find(({ route }) => route === 'POST /api/devices/join')?.body).toEqual({ code: '12345678' });

  stands.joining = { state: 'waiting', host: { ...guest, name: 'attic' }, problem: null };
  await told();
  expect(await screen.findByText(words.compare('attic'))).toHaveFocus();
  expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual(
    guest.words.map((word, index) => `${index + 1}${word}`),
  );
  expect(onjoined).not.toHaveBeenCalled();

  const progress = { done: 300, total: 1200, per_second: 90 };
  stands.joining = { ...stands.joining, state: 'done' };
  stands.devices = desk([{ name: 'attic', state: 'ahead', progress }]);
  await told();
  expect(await screen.findByText(words.done('attic'))).toHaveFocus();
  expect(await screen.findByRole('progressbar')).toHaveAttribute('value', '300');
  expect(onjoined).toHaveBeenCalledExactlyOnceWith('attic');
  stands.devices = desk([{ name: 'attic' }]);
  await told();
  expect(await screen.findByText(words.all(1200))).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: words.finish }));
  expect(onend).toHaveBeenCalledOnce();
});

test('what is neither ticket nor code is said next to the field, and nobody is called', async () => {
  const asked = core(alone());
  render(Join);
  const field = await type('12 34');
  expect(field).toHaveAccessibleDescription(expect.stringContaining(words.wrong));
  expect(field).toHaveFocus();
  expect(asked.some(({ route }) => route.startsWith('POST'))).toBe(false);
});

test('without a place for its key it cannot begin, and is told where to choose one', async () => {
  core(alone(), {
    'POST /api/devices/join': { status: 409, body: { code: 'vault_absent', title: 'There is no vault' } },
  });
  render(Join);
  const field = await type('lorch-pair:abc');
  expect(await screen.findByRole('alert')).toHaveTextContent('There is no vault');
  expect(screen.getByRole('link', { name: t.pairing.toVault })).toHaveAttribute('href', '/settings/vault');
  expect(field).toHaveValue('lorch-pair:abc');
});

test('a refusal there and a failure leave what was typed, for another try', async () => {
  const stands = alone();
  core(stands, {
    'POST /api/devices/join': () => {
      stands.joining = { state: 'calling', host: null, problem: null };
      return { status: 202, body: stands.joining };
    },
  });
  render(Join);
  await type('lorch-pair:abc');
  await screen.findByText(words.calling);
  stands.joining = { state: 'refused', host: { ...guest, name: 'attic' }, problem: null };
  await told();
  expect(await screen.findByRole('alert')).toHaveTextContent(words.refused('attic'));
  expect(screen.getByLabelText(words.label)).toHaveValue('lorch-pair:abc');
  await type('1234 5678');
  await screen.findByText(words.calling);
  const problem = {
    type: 'x',
    status: 410,
    code: 'code_wrong',
    title: 'The code is wrong',
    hint: 'Look again.',
  };
  stands.joining = { state: 'failed', host: null, problem };
  await told();
  expect(await screen.findByRole('alert')).toHaveTextContent('The code is wrong. Look again.');
});

test('how an earlier joining ended is nothing to tell, one that goes on is', async () => {
  const stands: Stands = { ...alone(), joining: { state: 'done', host: guest, problem: null } };
  core(stands, { 'DELETE /api/devices/join': () => ((stands.joining = null), { status: 204 }) });
  render(Join);
  await vi.waitFor(() => expect(queries.getQueryData(['devices', 'joining'])).toBeDefined());
  expect(await screen.findByLabelText(words.label)).toBeVisible();
  expect(screen.queryByText(words.done('laptop'))).toBeNull();
  stands.joining = { state: 'waiting', host: guest, problem: null };
  await told();
  expect(await screen.findByText(words.compare('laptop'))).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: words.cancel }));
  expect(await screen.findByLabelText(words.label)).toBeVisible();
});
