import { expect, test } from 'vitest';
import { sorted } from './processes';
import { ran } from './sample.test-double';

const { items } = ran(0, { rustc: 26.8, Firefox: 41.2, lorch: 26.8 });
const names = (...order: Parameters<typeof sorted> extends [unknown, ...infer Rest] ? Rest : never) =>
  sorted(items, ...order).map(({ name }) => name);

test('by each column, both ways; what is equal stays as it came', () => {
  expect(names('cpu', false)).toEqual(['Firefox', 'rustc', 'lorch']);
  expect(names('cpu', true)).toEqual(['rustc', 'lorch', 'Firefox']);
  expect(names('name', true)).toEqual(['Firefox', 'lorch', 'rustc']);
  expect(names('memory', false)).toEqual(['lorch', 'Firefox', 'rustc']);
});

test('what the system does not tell stands last, whichever way', () => {
  expect(names('disk', false).at(-1)).toBe('rustc');
  expect(names('disk', true).at(-1)).toBe('rustc');
});
