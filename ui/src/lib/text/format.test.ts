import { expect, test } from 'vitest';
import { age, ago, bytes, dayKey, dayLong, duration, measure, sentence, took, until } from './format';
import { usable, usableTags } from './locale-guard';

const now = Date.parse('2026-11-21T10:00:00Z');
const before = (ms: number) => new Date(now - ms).toISOString();
const MIN = 60_000;

test.each([
  [before(10_000), 'just now'],
  [before(-5 * MIN), 'just now'],
  [before(6 * MIN), '6 min ago'],
  [before(59.9 * MIN), '59 min ago'],
  [before(60 * MIN), '1 h ago'],
  [before(26 * 60 * MIN), '1 d ago'],
  [before(6.9 * 24 * 60 * MIN), '6 d ago'],
  [before(7 * 24 * 60 * MIN), '14 Nov'],
  ['2024-11-03T10:00:00Z', '3 Nov 2024'],
])('%s was %s', (at, words) => expect(ago(at, now)).toBe(words));

test('ages are short and futures are said as such', () => {
  expect(age(before(120 * MIN), now)).toBe('2 h');
  expect(until(before(-24 * MIN), now)).toBe('in 24 min');
  expect(until(before(5 * MIN), now)).toBe('now');
});

test('a day is a day of the place it happened in', () => {
  expect(dayKey({ at: '2026-11-20T23:30:00Z' })).toBe('2026-11-21');
  expect(dayKey({ at: '2026-11-20T23:30:00Z', offset: -300 })).toBe('2026-11-20');
  expect(dayLong({ at: '2026-11-20T23:30:00Z', offset: -300 }, now)).toContain('Friday');
});

test('figures carry their units', () => {
  expect(duration(48)).toBe('48 min');
  expect(duration(64)).toBe('1 h 04 min');
  expect(duration(120)).toBe('2 h');
  expect(measure(12, 'min')).toBe('12 min');
  expect(measure(12.44, 'km')).toBe('12.4 km');
  expect(bytes(48_211)).toBe('48 kB');
  expect(took(1430)).toBe('1.4 s');
});

test('a sentence begins with a capital and ends once', () => {
  expect(sentence('It failed')).toBe('It failed.');
  expect(sentence('it failed.')).toBe('It failed.');
});

test('language tags that Intl throws on are left out', () => {
  expect(['C', 'C.UTF-8', 'en_US.UTF-8', '', undefined, 'POSIX'].filter(usable)).toEqual([]);
  expect(usableTags(['C', 'de-DE'])).toEqual(['de-DE']);
  expect(usableTags(['C'])).toEqual(['en-GB']);
});
