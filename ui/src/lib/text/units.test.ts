import { afterEach, expect, test, vi } from 'vitest';
import { degrees, inDegrees, units } from '.';
import { regionOf } from './units.svelte';

afterEach(() => {
  units.choice = 'system';
  vi.unstubAllGlobals();
});

test.each([
  ['en-US', 'US'],
  ['en', 'US'],
  ['en-GB', 'GB'],
  ['de', 'DE'],
  ['es-PR', 'PR'],
])('%s is of %s', (tag, region) => expect(regionOf(tag)).toBe(region));

test('what is chosen holds, on this machine alone; without a choice the region does', () => {
  expect([units.fahrenheit, degrees(inDegrees(54.4))]).toEqual([false, '54°C']);
  units.choice = 'imperial';
  expect([units.fahrenheit, degrees(inDegrees(54.4)), degrees(inDegrees(-40))]).toEqual([
    true,
    '130°F',
    '-40°F',
  ]);
  expect(localStorage.getItem('lorch.units')).toBe('"imperial"');
});

test.each([
  ['en-US', '130°F'],
  ['en-GB', '54°C'],
  ['de-AT', '54°C'],
  ['en-KY', '130°F'],
  ['es-PR', '130°F'],
])('a person of %s reads %s', async (tag, words) => {
  vi.resetModules();
  vi.stubGlobal('navigator', { language: tag, languages: [tag] });
  const fresh = await import('./units.svelte');
  expect(fresh.degrees(fresh.inDegrees(54.4))).toBe(words);
});
