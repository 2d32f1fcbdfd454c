import { expect, test } from 'vitest';
import { veil } from './veil.svelte';

test('the veil stays until it is lifted, also over a start', () => {
  veil.turn();
  expect(document.documentElement.dataset['veil']).toBe('');
  delete document.documentElement.dataset['veil'];
  veil.wear();
  expect(document.documentElement.dataset['veil']).toBe('');
  veil.turn();
  veil.wear();
  expect(document.documentElement.dataset['veil']).toBeUndefined();
});
