import { beforeEach, expect, test } from 'vitest';
import { appearance, looks, usualLooks, type Look } from './appearance.svelte';
import { articleText, resizeText, textSizes } from './article-text.svelte';

const root = document.documentElement;

beforeEach(() => {
  for (const look of Object.keys(looks) as Look[]) appearance.set(look, usualLooks[look] as never);
});

test('a choice is worn at once and remembered; the usual leaves no trace on the page', () => {
  appearance.set('theme', 'dark');
  appearance.set('density', 'compact');
  expect(root.dataset).toMatchObject({ theme: 'dark', density: 'compact' });
  expect(localStorage.getItem('lorch.theme')).toBe('"dark"');
  appearance.set('theme', 'system');
  expect(root.dataset['theme']).toBeUndefined();
  expect(appearance.changed('theme')).toBe(false);
});

test('what another window chooses is worn here too, and what is not a choice is not', () => {
  const end = appearance.start();
  const other = (value: string) => {
    localStorage.setItem('lorch.contrast', value);
    window.dispatchEvent(new StorageEvent('storage', { key: 'lorch.contrast' }));
  };
  other('"more"');
  expect(root.dataset['contrast']).toBe('more');
  other('"neon"');
  expect(root.dataset['contrast']).toBeUndefined();
  end();
});

test('rows are 28, 34 or 44 pixels, and grow with the text', () => {
  const heights = looks.density.map((density) => (appearance.set('density', density), appearance.row));
  expect(heights).toEqual([28, 34, 44]);
  appearance.set('text', '200');
  expect(appearance.row).toBe(88);
});

test('the theme turns through system, light and dark', () => {
  expect([1, 2, 3].map(() => appearance.turn('theme'))).toEqual(['light', 'dark', 'system']);
});

test('the text of articles stays inside its bounds', () => {
  resizeText(100);
  expect(articleText.size.value).toBe(textSizes.most);
  resizeText(-100);
  expect(articleText.size.value).toBe(textSizes.least);
});
