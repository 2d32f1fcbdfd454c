import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries, type Vault as Stands } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import Vault from './Vault.svelte';

const words = t.settings.vault;
const at = (kind: Stands['kind'], state: Stands['state'], entries: Stands['entries'] = []): Stands => ({
  kind,
  state,
  detail: null,
  entries,
});

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

/** A core whose file opens with one passphrase. */
function core(stands: Stands) {
  let now = stands;
  return standIn({
    'GET /api/vault': () => ({ body: now }),
    'POST /api/vault/file': async (request) => {
      const { passphrase } = (await request.json()) as { passphrase: string };
      if (passphrase !== 'three old lanterns')
        return { status: 422, body: { code: 'passphrase_odd', title: 'The passphrase is wrong' } };
      now = at('file', 'open', [{ name: 'device-key', what: 'device', title: null }]);
      return { body: now };
    },
    'POST /api/vault/unlock': () => {
      now = at('secret_service', 'open', [{ name: 'connection/1', what: 'connection', title: 'octo' }]);
      return { body: now };
    },
    'POST /api/vault/lock': () => ({ body: (now = at('file', 'locked')) }),
  });
}
const write = (label: string, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
const send = () => fireEvent.submit(document.querySelector('form')!);

test('a file is made with a passphrase typed twice; what it holds is told, and it is locked and unlocked', async () => {
  const asked = core(at('none', 'absent'));
  render(Vault);
  expect(await screen.findByText(words.kindTexts.none)).toBeVisible();
  await write(words.passphrase, 'three old lanterns');
  await write(words.again, 'three old lantern');
  await send();
  expect(screen.getByLabelText(words.again)).toHaveAccessibleDescription(words.differ);
  expect(asked.some(({ route }) => route.startsWith('POST'))).toBe(false);
  await write(words.again, 'three old lanterns');
  await send();
  expect(await screen.findByText('Key of this device')).toBeVisible();
  expect(screen.queryByLabelText(words.passphrase)).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: words.lockNow }));
  expect(await screen.findByRole('button', { name: words.unlock })).toBeVisible();
  await write(words.passphrase, 'wrong');
  await send();
  await vi.waitFor(() =>
    expect(screen.getByLabelText(words.passphrase)).toHaveAccessibleDescription('The passphrase is wrong'),
  );
  await write(words.passphrase, 'three old lanterns');
  await send();
  expect(await screen.findByText('Key of this device')).toBeVisible();
});

test('the keyring of the desktop needs no passphrase; a locked one says who opens it', async () => {
  core(at('secret_service', 'locked'));
  render(Vault);
  expect(await screen.findByText(words.lockedKeyringText)).toBeVisible();
  expect(screen.queryByLabelText(words.passphrase)).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: words.unlock }));
  expect(await screen.findByText('Tokens of an account: octo')).toBeVisible();
});
