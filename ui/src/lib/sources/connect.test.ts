import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Connection } from '../api';
import { standIn } from '../api/core.test-double';
import { connection, ended, github, signingIn, spotify, vault } from '../connections/sample.test-double';
import { t } from '../text';
import Connect from './Connect.svelte';
import ConnectionDetail from './ConnectionDetail.svelte';
import Disconnect from './Disconnect.svelte';

const words = t.connections.dialog;
const onconnected = vi.fn();

beforeEach(() => {
  onconnected.mockReset();
  vi.useRealTimers();
});

function open(props: { service?: string; again?: Connection; connections?: Connection[] } = {}) {
  const { connections = [], ...more } = props;
  return render(Connect, {
    props: { services: [github, spotify], connections, onclose: () => undefined, onconnected, ...more },
  });
}
const button = (name: string) => screen.findByRole('button', { name });
const press = async (name: string) => fireEvent.click(await button(name));
const type = async (label: string, value: string) =>
  fireEvent.input(await screen.findByLabelText(label), { target: { value } });
const step = () => screen.getByRole('list', { name: words.steps }).querySelector('[aria-current=step]');

test('the first step lists in plain words what is read, and what never is', async () => {
  open();
  await press(t.connections.connect('GitHub'));
  expect(step()).toHaveAccessibleName(words.stepOf('1', '3', words.step.read));
  for (const read of github.reads)
    expect(screen.getByText(t.connections.readsLong[read] ?? '')).toBeVisible();
  expect(screen.getByText(t.connections.neverReads['github'] ?? '')).toBeVisible();
});

test('a token that is refused is said below the field, keeps the input, and the next one connects', async () => {
  let good = false;
  const asked = standIn({
    'GET /api/vault': { body: vault() },
    'POST /api/sources/connections': () =>
      good
        ? { status: 201, body: connection({ id: 'c9', state: 'importing' }) }
        : { status: 401, body: ended },
  });
  const { rerender } = open({ service: 'github' });
  await press(words.next);
  await type(words.token, 'ghp_old');
  await press(words.signIn);
  const field = await screen.findByLabelText(words.token);
  await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/GitHub refused the token/));
  expect(field).toHaveValue('ghp_old');
  good = true;
  await type(words.token, ' ghp_new ');
  await press(words.signIn);
  await vi.waitFor(() => expect(onconnected).toHaveBeenCalledWith('c9'));
  expect(asked.at(-1)?.body).toEqual({ service: 'github', way: 'token', token: 'ghp_new' });
  expect(step()).toHaveAccessibleName(words.stepOf('3', '3', words.step.import));
  const going = connection({
    id: 'c9',
    state: 'importing',
    records: 340,
    first_import: { done: 3, total: 12 },
  });
  await rerender({ connections: [going] });
  expect(screen.getByText(words.records('340'))).toBeVisible();
  expect(screen.getByRole('progressbar')).toHaveValue(3);
  await rerender({ connections: [{ ...going, state: 'ok', records: 1204, first_import: null }] });
  expect(screen.getByText(words.importDone)).toBeVisible();
});

test('without a keyring a passphrase makes an encrypted file first, typed twice', async () => {
  const asked = standIn({
    'GET /api/vault': { body: vault({ kind: 'none', state: 'absent' }) },
    'POST /api/vault/file': { body: vault() },
  });
  open({ service: 'github' });
  await press(words.next);
  expect(await screen.findByText(words.vaultNone)).toBeVisible();
  await type(words.passphrase, 'four random words here');
  await type(words.passphraseAgain, 'four random words');
  expect(await button(words.makeFile)).toBeDisabled();
  expect(screen.getByText(words.passphraseDiffers)).toBeVisible();
  await type(words.passphraseAgain, 'four random words here');
  await press(words.makeFile);
  expect(await screen.findByLabelText(words.token)).toBeVisible();
  expect(asked.at(-1)?.body).toEqual({ passphrase: 'four random words here' });
});

test('a locked file asks for its passphrase once, and says when it is wrong', async () => {
  standIn({
    'GET /api/vault': { body: vault({ state: 'locked' }) },
    'POST /api/vault/file': {
      status: 403,
      body: { code: 'passphrase_wrong', title: 'That is not the passphrase', hint: 'Try again.' },
    },
  });
  open({ service: 'github' });
  await press(words.next);
  await type(words.passphrase, 'wrong');
  expect(screen.queryByLabelText(words.passphraseAgain)).toBeNull();
  await press(words.openFile);
  const field = await screen.findByLabelText(words.passphrase);
  await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/not the passphrase/));
});

test('a code is shown large to be copied, and Lorch notices by itself when it was typed', async () => {
  let done = false;
  const asked = standIn({
    'GET /api/vault': { body: vault({ kind: 'secret_service' }) },
    'POST /api/sources/signins': { status: 201, body: signingIn() },
    'GET /api/sources/signins/s1': () => ({
      body: done ? signingIn({ state: 'done', connection: 'c9' }) : signingIn(),
    }),
  });
  open({ service: 'github' });
  await press(words.next);
  await fireEvent.click(await screen.findByRole('radio', { name: t.connections.waysOf.device }));
  await type(words.clientId, 'Iv1.abc');
  vi.useFakeTimers({ shouldAdvanceTime: true });
  await press(words.getCode);
  expect(await screen.findByText('WDJB-MJHT')).toBeVisible();
  expect(asked.at(-1)?.body).toEqual({ service: 'github', way: 'device', client_id: 'Iv1.abc' });
  const copy = vi.fn().mockResolvedValue(undefined);
  vi.stubGlobal('navigator', Object.assign(navigator, { clipboard: { writeText: copy } }));
  await press(words.copyCode);
  expect(copy).toHaveBeenCalledWith('WDJB-MJHT');
  done = true;
  await vi.advanceTimersByTimeAsync(4000);
  await vi.waitFor(() => expect(onconnected).toHaveBeenCalledWith('c9'));
});

test('the browser way says how to get a client ID and where it leads back to; one that ran out can be begun again', async () => {
  const opened = vi.spyOn(window, 'open').mockReturnValue(null);
  const asked = standIn({
    'GET /api/vault': { body: vault() },
    'POST /api/sources/signins': {
      status: 201,
      body: signingIn({
        service: 'spotify',
        way: 'browser',
        user_code: null,
        authorize_url: 'https://accounts.spotify.com/authorize?x',
      }),
    },
    'GET /api/sources/signins/s1': { body: signingIn({ state: 'expired', way: 'browser' }) },
    'DELETE /api/sources/signins/s1': { status: 204 },
  });
  const { unmount } = open({ service: 'spotify' });
  await press(words.next);
  expect(await screen.findByText('http://127.0.0.1/callback')).toBeVisible();
  expect(await button(words.goBrowser('Spotify'))).toBeDisabled();
  await type(words.clientId, '5f1c');
  vi.useFakeTimers({ shouldAdvanceTime: true });
  await press(words.goBrowser('Spotify'));
  await vi.waitFor(() => expect(opened.mock.calls[0]?.[0]).toContain('accounts.spotify.com'));
  await vi.advanceTimersByTimeAsync(4000);
  expect(await screen.findByText(words.expiredTitle)).toBeVisible();
  await press(words.restart);
  expect(await screen.findByLabelText(words.clientId)).toHaveValue('5f1c');
  await press(words.goBrowser('Spotify'));
  await screen.findByText(words.browserText('Spotify'));
  // Whoever closes it while it waits gives it up.
  unmount();
  await vi.waitFor(() => expect(asked.at(-1)?.route).toBe('DELETE /api/sources/signins/s1'));
});

test('signing in again asks for the same account, by the way it was made', async () => {
  const asked = standIn({
    'GET /api/vault': { body: vault() },
    'POST /api/sources/connections/c1/signin': {
      status: 409,
      body: {
        code: 'account_differs',
        title: 'This is the account of somebody else',
        hint: 'Sign out there.',
      },
    },
  });
  open({ again: connection({ state: 'needs_you', fault: ended }) });
  expect(screen.getByRole('heading', { name: words.titleAgain('GitHub') })).toBeVisible();
  await press(words.next);
  await type(words.token, 'ghp_other');
  await press(words.signIn);
  const field = await screen.findByLabelText(words.token);
  await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/somebody else/));
  expect(asked.at(-1)?.body).toMatchObject({ way: 'token', token: 'ghp_other' });
});

test('leaving keeps the data unless erasing is chosen, which wants the name typed', async () => {
  const asked = standIn({ 'DELETE /api/sources/connections/c1': { status: 204 } });
  const ondone = vi.fn();
  const props = { connection: connection(), onclose: () => undefined, ondone };
  const { unmount } = render(Disconnect, { props });
  await press(t.connections.bye.action);
  await vi.waitFor(() => expect(ondone).toHaveBeenCalledOnce());
  expect(asked[0]?.search).toBe('?data=keep');
  unmount();
  render(Disconnect, { props });
  await fireEvent.click(screen.getByRole('radio', { name: /Erase/ }));
  expect(await button(t.connections.bye.actionErase)).toBeDisabled();
  await type(t.typeLabel('GitHub'), 'github');
  await press(t.connections.bye.actionErase);
  await vi.waitFor(() => expect(asked[1]?.search).toBe('?data=erase'));
});

test('an account that needs the person says what ended, what is kept, and what to do', async () => {
  const onagain = vi.fn();
  render(ConnectionDetail, {
    props: {
      connection: connection({ state: 'needs_you', fault: ended, next_check: null }),
      service: github,
      actions: [],
      onagain,
      onclose: () => undefined,
    },
  });
  const detail = screen.getByRole('article', { name: t.connections.detail });
  expect(within(detail).getByText(/GitHub refused the token/)).toBeVisible();
  expect(within(detail).getByText(t.connections.kept)).toBeVisible();
  expect(within(detail).getByText(t.connections.states.needs_you)).toBeVisible();
  await press(t.connections.reconnect('GitHub'));
  expect(onagain).toHaveBeenCalledOnce();
});
