import { beforeEach, expect, test } from 'vitest';
import { keyboard } from '../kit';
import { catalogue, type Place } from './catalogue';
import { keymap } from './keymap.svelte';

beforeEach(() => {
  keymap.reset();
  keymap.letters = true;
});

test('no two shortcuts of a screen listen to the same keys', () => {
  const clashes = (Object.keys(catalogue) as Place[]).flatMap((place) =>
    Object.keys(catalogue[place].keys).flatMap((name) =>
      keymap
        .of(`${place}.${name}`)
        .filter((key) => keymap.taken(`${place}.${name}`, key) !== undefined)
        .map((key) => `${place}.${name} ${key}`),
    ),
  );
  expect(clashes).toEqual([]);
});

test('another key takes the place of the first; the arrows stay, and reset brings the usual back', () => {
  keymap.set('reader.next', 'n');
  expect(keymap.of('reader.next')).toEqual(['n', 'ArrowDown']);
  expect(keymap.changes).toBe(1);
  expect(JSON.parse(localStorage.getItem('lorch.keys') ?? '')).toEqual({ 'reader.next': 'n' });
  keymap.reset('reader.next');
  expect(keymap.of('reader.next')).toEqual(['j', 'ArrowDown']);
  keymap.set('reader.next', 'j');
  expect(keymap.changes).toBe(0);
});

test.each([
  ['reader.save', 's', 'Star'],
  ['reader.save', 'g', 'Go to Today'],
  ['reader.save', 'Mod+k', catalogue.everywhere.keys.palette.does],
  ['everywhere.undo', 'w', 'Save for later'],
  ['reader.save', 'x', undefined],
  ['reader.save', 'w', undefined],
])('%s on %s meets %s', (id, key, other) => expect(keymap.taken(id, key)).toBe(other));

test('single keys can be turned off, and are then not named beside what they do', () => {
  keymap.letters = false;
  expect(keyboard.letters).toBe(false);
  expect(keymap.named('reader.star')).toBeUndefined();
  expect(keymap.named('everywhere.palette')).toBe('Mod+k');
  expect(keymap.named('everywhere.pane')).toBe('F6');
});
