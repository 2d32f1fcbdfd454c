import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries, Refused, type Problem, type Status } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import TroubleBanner from './TroubleBanner.svelte';
import TroublePage from './TroublePage.svelte';
import { aftermath, passing, shut } from './trouble.svelte';

const words = t.trouble;
const problem = (code: string): Problem => ({
  type: '',
  status: 503,
  code,
  title: 'lorch.db is damaged.',
  detail: 'page 412',
  hint: 'Do `this`.',
});
const status = (code: string | null): Status => ({
  version: '1',
  profile: '/p',
  devices: { paired: 0, connected: 0, refused: 0, waiting: 0, last_seen: null },
  feeds: 0,
  failing: 0,
  checked: null,
  next_check: null,
  paused: false,
  refresh: null,
  progress: null,
  import: null,
  system: null,
  trouble: code === null ? null : problem(code),
});
const copy = {
  name: 'a',
  at: '2026-11-20T07:05:00Z',
  kind: 'daily',
  bytes: 48_200_000,
  schema: 10,
  encrypted: false,
  verified: true,
};

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  aftermath.kept = null;
});

test.each([
  [null, false, false],
  ['database_damaged', true, false],
  ['database_locked_key', true, false],
  ['disk_full', false, true],
  ['profile_read_only', false, true],
])('trouble %s: shut %s, passing %s', (code, closed, passes) => {
  expect(shut(status(code), null) !== null).toBe(closed);
  expect(passing(status(code)) !== null).toBe(passes);
});

test('a refusal of the status itself counts as trouble; any other fault does not', () => {
  expect(shut(undefined, new Refused(problem('database_newer')))?.code).toBe('database_newer');
  expect(shut(undefined, new Refused(problem('storage')))).toBeNull();
  expect(shut(undefined, new Error('away'))).toBeNull();
});

test('a profile whose key lies in a locked vault is opened by the passphrase, and by nothing that loses it', async () => {
  let state = 'locked';
  const asked = standIn({
    'GET /api/backups': { body: { items: [copy], folder: '/b', next: null, last_drill: null } },
    'GET /api/vault': () => ({ body: { kind: 'file', state, detail: null, entries: [] } }),
    'POST /api/vault/file': async (request) => {
      const { passphrase } = (await request.json()) as { passphrase: string };
      if (passphrase !== 'three old lanterns')
        return { status: 403, body: { code: 'passphrase_wrong', title: 'It does not open it' } };
      state = 'open';
      return { body: { kind: 'file', state, detail: null, entries: [] } };
    },
  });
  const onagain = vi.fn(() => Promise.resolve());
  render(TroublePage, { props: { folder: '/p', problem: problem('database_locked_vault'), onagain } });
  const field = await screen.findByLabelText(t.settings.vault.passphrase);
  expect(screen.queryByRole('button', { name: words.overNow })).toBeNull();
  expect(screen.queryByRole('button', { name: words.restoreNow })).toBeNull();
  const type = async (value: string) => {
    await fireEvent.input(field, { target: { value } });
    await fireEvent.submit(document.querySelector('form')!);
  };
  await type('three old lantern');
  await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/./));
  expect(onagain).not.toHaveBeenCalled();
  await type('three old lanterns');
  await vi.waitFor(() => expect(onagain).toHaveBeenCalled());
  expect(asked.filter(({ route }) => route === 'POST /api/vault/file')).toHaveLength(2);
});

test('a keyring that is locked is unlocked from there, and what goes wrong is said', async () => {
  let refuse = true;
  standIn({
    'GET /api/backups': { body: { items: [], folder: '/b', next: null, last_drill: null } },
    'GET /api/vault': { body: { kind: 'secret_service', state: 'locked', detail: null, entries: [] } },
    'POST /api/vault/unlock': () =>
      refuse
        ? { status: 423, body: { code: 'vault_locked', title: 'It stayed locked' } }
        : { body: { kind: 'secret_service', state: 'open', detail: null, entries: [] } },
  });
  const onagain = vi.fn(() => Promise.resolve());
  render(TroublePage, { props: { folder: '/p', problem: problem('database_locked_vault'), onagain } });
  await fireEvent.click(await screen.findByRole('button', { name: t.settings.vault.unlock }));
  expect(await screen.findByRole('alert')).toHaveTextContent(t.settings.vault.unlockFailed);
  refuse = false;
  await fireEvent.click(screen.getByRole('button', { name: t.settings.vault.unlock }));
  await vi.waitFor(() => expect(onagain).toHaveBeenCalled());
});

test('a damaged profile offers the newest good copy and an empty one, and tells where the file is kept', async () => {
  standIn({
    'GET /api/backups': { body: { items: [copy], folder: '/b', next: null, last_drill: null } },
    'POST /api/profile/start-over': { body: { set_aside: 'damaged/lorch.db' } },
  });
  const page = render(TroublePage, {
    props: { folder: '/p', problem: problem('database_damaged'), onagain: () => Promise.resolve() },
  });
  expect(screen.getByText('lorch.db is damaged.')).toBeVisible();
  await fireEvent.click(await screen.findByRole('button', { name: words.restoreNow }));
  expect(await screen.findByText(t.settings.backup.restoreText)).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: t.cancel }));
  await fireEvent.click(screen.getByRole('button', { name: words.overNow }));
  expect(await screen.findByText(words.overDialog)).toBeVisible();
  await fireEvent.click(screen.getAllByRole('button', { name: words.overNow }).at(-1)!);
  await vi.waitFor(() => expect(aftermath.kept).toBe('/p/damaged/lorch.db'));
  await page.rerender({ problem: null });
  expect(screen.getByText('/p/damaged/lorch.db')).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: words.goOn }));
  expect(aftermath.kept).toBeNull();
});

test('a profile that wants another key is never replaced, but can be tried again', () => {
  standIn({ 'GET /api/backups': { body: { items: [copy], folder: '/b', next: null, last_drill: null } } });
  const onagain = vi.fn(() => Promise.resolve());
  render(TroublePage, { props: { folder: '/p', problem: problem('database_locked_key'), onagain } });
  expect(screen.queryByRole('button', { name: words.overNow })).toBeNull();
  expect(screen.queryByRole('button', { name: words.restoreNow })).toBeNull();
  screen.getByRole('button', { name: words.again }).click();
  expect(onagain).toHaveBeenCalled();
});

test('the banner comes with the trouble and goes with it', async () => {
  queries.setQueryData(['status'], status('disk_full'));
  standIn({});
  render(TroubleBanner);
  expect(await screen.findByText(/lorch.db is damaged/)).toBeVisible();
  queries.setQueryData(['status'], status(null));
  await vi.waitFor(() => expect(screen.queryByText(/lorch.db is damaged/)).toBeNull());
});
