import { expect, test } from 'vitest';
import { best, match } from './match';

test.each([
  ['', 'Timeline', 1],
  ['time', 'Timeline', 3],
  ['line', 'Timeline', 0],
  ['feed', 'Add a feed', 1],
  ['add fe', 'Add a feed', 2],
  ['ecole', 'École de nuit', 3],
  ['ÉCOLE', 'ecole de nuit', 3],
  ['go xx', 'Go to Reader', 0],
])('“%s” on “%s” is %i', (words, name, score) => expect(match(words, name)).toBe(score));

test('the best comes first, equals keep their order', () => {
  const names = ['Import feeds', 'Feeds', 'Refresh all feeds'];
  expect(best('feed', names, (name) => name)).toEqual(['Feeds', 'Import feeds', 'Refresh all feeds']);
});
