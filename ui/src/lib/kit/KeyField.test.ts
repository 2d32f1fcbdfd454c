import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import KeyField from './KeyField.svelte';
import { keyboard } from './keys.svelte';

const onkey = vi.fn();
const oncancel = vi.fn();
const field = () => {
  render(KeyField, { props: { label: 'Key for: Star', text: 'Press the new key', onkey, oncancel } });
  return screen.getByRole('button', { name: /Key for: Star/ });
};

afterEach(() => void [onkey, oncancel].forEach((one) => one.mockReset()));

test('a key with Ctrl is taken at once, a letter after the time for a second one', async () => {
  vi.useFakeTimers();
  await fireEvent.keyDown(field(), { key: 'e', ctrlKey: true });
  expect(onkey).toHaveBeenCalledWith('Mod+e');
  onkey.mockReset();
  await fireEvent.keyDown(screen.getByRole('button'), { key: 'x' });
  expect(onkey).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1000);
  expect(onkey).toHaveBeenCalledWith('x');
});

test('two keys in a row are one shortcut, Escape cancels, and nothing else hears them', async () => {
  const other = vi.fn();
  const end = keyboard.add(() => ({ title: '', bindings: [{ keys: ['z', 'q'], run: other }] }));
  const button = field();
  await fireEvent.keyDown(button, { key: 'z' });
  await fireEvent.keyDown(button, { key: 'q' });
  expect(onkey).toHaveBeenCalledWith('z q');
  await fireEvent.keyDown(button, { key: 'Escape' });
  expect(oncancel).toHaveBeenCalledOnce();
  expect(other).not.toHaveBeenCalled();
  end();
});
