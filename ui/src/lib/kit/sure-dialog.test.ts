import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { t } from '../text';
import SureDialog from './SureDialog.svelte';

function dialog(more: object = {}) {
  const heard = { run: vi.fn(() => Promise.resolve()), onclose: vi.fn() };
  const props = {
    title: 'Revoke laptop?',
    action: 'Revoke',
    working: 'Revoking',
    failed: () => 'That was refused.',
    ...heard,
    ...more,
  };
  render(SureDialog, { props });
  return { ...heard, go: screen.getByRole('button', { name: 'Revoke' }) };
}

test('what cannot be undone waits for the name, however it is written, and for nothing less', async () => {
  const { go, run, onclose } = dialog({ typed: 'laptop' });
  expect(go).toBeDisabled();
  const field = screen.getByLabelText(t.typeLabel('laptop'));
  await fireEvent.input(field, { target: { value: 'lap' } });
  await fireEvent.submit(document.querySelector('form')!);
  expect(run).not.toHaveBeenCalled();
  await fireEvent.input(field, { target: { value: ' Laptop ' } });
  expect(go).toBeEnabled();
  await fireEvent.submit(document.querySelector('form')!);
  await vi.waitFor(() => expect(onclose).toHaveBeenCalledOnce());
});

test('a refusal is said in the dialog, which stays for another try', async () => {
  let refuse = true;
  const run = () => (refuse ? Promise.reject(new Error()) : Promise.resolve());
  const { go, onclose } = dialog({ run });
  await fireEvent.submit(document.querySelector('form')!);
  expect(await screen.findByRole('alert')).toHaveTextContent('That was refused.');
  expect(onclose).not.toHaveBeenCalled();
  expect(go).toBeEnabled();
  refuse = false;
  await fireEvent.submit(document.querySelector('form')!);
  await vi.waitFor(() => expect(onclose).toHaveBeenCalledOnce());
});
