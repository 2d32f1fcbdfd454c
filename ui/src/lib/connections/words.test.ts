import { expect, test } from 'vitest';
import { connection, ended } from './sample.test-double';
import { accountName } from './names';
import { freshness, late, stands } from './words';

const now = Date.parse('2026-11-22T10:00:00Z');
const at = (time: string) => `2026-11-22T${time}:00Z`;

test.each([
  ['ok', null, 'Healthy'],
  ['ok', ended, 'Trying again'],
  ['paused', ended, 'Paused'],
  ['importing', null, 'First import'],
  ['needs_you', ended, 'Sign in again'],
] as const)('an account that is %s is told in words', (state, fault, word) => {
  expect(stands(connection({ state, fault })).word).toBe(word);
});

test.each([
  ['asked in time', 'ok', '09:50', '10:05', false],
  ['late, but less than twice', 'ok', '09:35', '09:50', false],
  ['not asked for more than twice its time', 'ok', '09:20', '09:35', true],
  ['paused, which is no fault', 'paused', '01:00', '01:15', false],
  ['waiting for the person', 'needs_you', '09:59', '10:15', true],
] as const)('an account that is %s: see the last column', (_, state, checked, next, wanted) => {
  const one = connection({ state, checked: at(checked), next_check: at(next) });
  expect(late(one, now)).toBe(wanted);
});

test('where it comes from says how old it is, once it was asked', () => {
  expect(freshness(connection({ checked: at('09:54') }), now)).toBe('GitHub 6 min ago');
  expect(freshness(connection({ checked: null }), now)).toBe('GitHub');
});

test('an account says its name where its service has several', () => {
  const [one, other] = [connection({ id: 'a', name: 'octo' }), connection({ id: 'b', name: 'hexa' })];
  expect(accountName(one, [one, other])).toBe('GitHub octo');
  expect(accountName(one, [one])).toBe('GitHub');
  expect(freshness({ ...one, checked: at('09:54') }, now, [one, other])).toBe('GitHub octo 6 min ago');
});
