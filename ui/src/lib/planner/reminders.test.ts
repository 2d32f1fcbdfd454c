import { expect, test } from 'vitest';
import { notice } from '../notices/sample.test-double';
import { entryOf, unplanned } from '../plans';
import { activity, occurrence } from '../plans/sample.test-double';
import { listed, remindsAt } from './reminders';

const now = new Date(2026, 10, 21, 12).getTime();
const at = (day: number, hours: number, minutes = 0) => new Date(2026, 10, day, hours, minutes).toISOString();
const entry = (title: string, day: string, time: string, more = {}) =>
  entryOf(occurrence(title, day, time, { reminder: { before: 0 }, ...more }));

test('what waits for an answer stands first, then what comes (back) next', () => {
  const rows = listed(
    {
      arrived: [notice('Milk', 0, { at: at(21, 9) }), notice('Done', 0, { needs_you: false, read: true })],
      snoozed: [notice('Bins', 0, { snoozed: at(21, 18) })],
      planned: [
        entry('Library', '2026-11-24', '17:00'),
        entry('Past', '2026-11-21', '11:00'),
        entry('Boat', '2026-11-21', '14:00'),
        entry('Silent', '2026-11-21', '15:00', { reminder: null }),
        entry('Cake', '2026-11-22', '20:00'),
        entry('Cake', '2026-11-29', '20:00'),
      ],
    },
    now,
  );
  expect(rows.map(({ title, state, when }) => [title, state, when])).toEqual([
    ['Milk', 'waits', 'today 09:00'],
    ['Boat', 'comes', 'today 14:00'],
    ['Bins', 'snoozed', 'today 18:00'],
    ['Cake', 'comes', 'tomorrow 20:00'],
    ['Library', 'comes', 'Tue 17:00'],
  ]);
});

test.each([
  ['half an hour before', entry('Run', '2026-11-24', '17:00', { reminder: { before: 30 } }), at(24, 16, 30)],
  ['the day before', entry('Run', '2026-11-24', '17:00', { reminder: { before: 1440 } }), at(23, 17)],
  ['a whole day, from nine', entry('Boat', '2026-11-24', ''), at(24, 9)],
  ['a moment of its own', unplanned(activity('Milk', { reminder: { at: '2026-11-23T08:00' } })), at(23, 8)],
  ['done', entry('Run', '2026-11-24', '17:00', { state: 'done' }), null],
  ['none', unplanned(activity('Milk')), null],
])('it reminds: %s', (_, one, moment) => expect(remindsAt(one)).toBe(moment));
