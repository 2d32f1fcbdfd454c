import { expect, test } from 'vitest';
import { minutesBefore, reminderWords, remindsWhen } from './reminders';
import { entryOf } from './entries';
import { occurrence } from './sample.test-double';

const timed = { whole: false };
const whole = { whole: true };

test.each([
  [{ before: 0 }, timed, 'at its start'],
  [{ before: 0 }, { whole: false, due: true }, 'when it is due'],
  [{ before: 45 }, timed, '45 min before'],
  [{ before: 60 }, timed, '1 h before'],
  [{ before: 1440 }, timed, '1 day before'],
  [{ before: 0 }, whole, 'on the day, 09:00'],
  [{ before: 1440 }, whole, 'the day before, 09:00'],
  [{ before: 10080 }, whole, '7 days before, 09:00'],
  [{ before: 30 }, whole, '30 min before 09:00'],
  [{ at: '2026-12-03T08:00' }, timed, 'set for Thu 3 Dec, 08:00'],
])('%j of %j is said as it is meant', (reminder, from, words) =>
  expect(reminderWords(reminder, from)).toBe(words),
);

test('what stands can be chosen, too', () => {
  expect(minutesBefore(false, 45)).toEqual([0, 5, 10, 30, 45, 60, 1440]);
  expect(minutesBefore(true, null)).toEqual([0, 1440, 2880, 10080]);
});

test('an entry says when it reminds, by its start or when it is due', () => {
  const of = (more: object) => remindsWhen(entryOf(occurrence('Run', '2026-12-03', '07:00', more)));
  expect(of({})).toBe('');
  expect(of({ reminder: { before: 0 } })).toBe('at its start');
  expect(of({ reminder: { before: 0 }, by_due: true })).toBe('when it is due');
});
