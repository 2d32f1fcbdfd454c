import { afterEach, expect, test, vi } from 'vitest';
import { keyboard, shown, type Binding } from './keys.svelte';

let end: (() => void) | undefined;
const listen = (...bindings: Binding[]) => (end = keyboard.add(() => ({ title: 'Test', bindings })));
const press = (key: string, on: Element = document.body, more: KeyboardEventInit = {}) =>
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));

afterEach(() => {
  end?.();
  document.body.replaceChildren();
});

test.each(['input', 'textarea', 'select'])('single keys never fire in a %s', (tag) => {
  const run = vi.fn();
  listen({ keys: ['j'], run });
  press('j', document.body.appendChild(document.createElement(tag)));
  expect(run).not.toHaveBeenCalled();
  press('j');
  expect(run).toHaveBeenCalledOnce();
});

test('keys with Ctrl that are meant to work in text fields do', () => {
  const run = vi.fn();
  listen({ keys: ['Mod+k'], run, always: true });
  press('k', document.body.appendChild(document.createElement('input')), { ctrlKey: true });
  expect(run).toHaveBeenCalledOnce();
});

test('one key after the other', () => {
  const go = vi.fn();
  const refresh = vi.fn();
  listen({ keys: ['g r'], run: go }, { keys: ['r'], run: refresh });
  press('g');
  press('r');
  expect(go).toHaveBeenCalledOnce();
  expect(refresh).not.toHaveBeenCalled();
  press('r');
  expect(refresh).toHaveBeenCalledOnce();
});

test('while a dialog is open the screen below hears nothing', () => {
  const run = vi.fn();
  listen({ keys: ['j'], run });
  const close = keyboard.hold();
  press('j');
  close();
  expect(run).not.toHaveBeenCalled();
  press('j');
  expect(run).toHaveBeenCalledOnce();
});

test('Enter belongs to the button that has the focus', () => {
  const run = vi.fn();
  listen({ keys: ['Enter'], run });
  press('Enter', document.body.appendChild(document.createElement('button')));
  expect(run).not.toHaveBeenCalled();
});

test('Shift tells a from A', () => {
  const run = vi.fn();
  listen({ keys: ['Shift+a'], run });
  press('a');
  expect(run).not.toHaveBeenCalled();
  press('A', document.body, { shiftKey: true });
  expect(run).toHaveBeenCalledOnce();
});

test('keys are shown as a person reads them', () => {
  expect([shown('Mod+k'), shown('Shift+a'), shown('g t'), shown('ArrowDown'), shown('+')]).toEqual([
    'Ctrl K',
    'Shift A',
    'g t',
    '↓',
    '+',
  ]);
});
