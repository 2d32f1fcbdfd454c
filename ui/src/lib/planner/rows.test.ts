import { expect, test } from 'vitest';
import { entryOf, unplanned } from '../plans';
import { activity, occurrence } from '../plans/sample.test-double';
import { byDay, fitting, overdueOf, rowsOf, type Parts } from './rows';

const TODAY = '2026-11-21';
const parts = (more: Partial<Parts>): Parts => ({
  occurrences: [],
  overdue: [],
  unplanned: [],
  done: [],
  from: TODAY,
  today: TODAY,
  shows: ({ state }) => state === 'open',
  ...more,
});
const told = (more: Partial<Parts>) =>
  rowsOf(parts(more)).map((row) =>
    row.kind === 'heading' ? `${row.day ?? row.of} (${row.entries})` : row.entry.title,
  );
const task = { kind: 'task' as const };

test('what is overdue, today, what waits for a day, the days to come, what is done', () => {
  expect(
    told({
      occurrences: [
        occurrence('Market', TODAY, '09:30'),
        occurrence('Stretch', TODAY, '08:30', { ...task, state: 'done' }),
        occurrence('Dentist', '2026-12-03', '09:30'),
      ],
      overdue: [entryOf(occurrence('Library', '2026-11-18', '', task))],
      unplanned: [unplanned(activity('Photo'))],
      done: [unplanned(activity('Sorted', { state: 'done' }))],
    }),
  ).toEqual([
    'overdue (1)',
    'Library',
    `${TODAY} (1)`,
    'Market',
    'toPlan (1)',
    'Photo',
    '2026-12-03 (1)',
    'Dentist',
    'done (1)',
    'Sorted',
  ]);
});

test('an entry that began before the list stands on its first day, and none stands twice', () => {
  const seeds = occurrence('Seeds', '2026-12-03', '', { ...task, by_due: true });
  expect(
    told({
      occurrences: [occurrence('Boat', '2026-11-20', '', { last: '2026-11-22' }), seeds],
      unplanned: [unplanned(activity('Seeds', { due: '2026-12-03' })), unplanned(activity('Photo'))],
    }),
  ).toEqual([`${TODAY} (1)`, 'Boat', 'toPlan (1)', 'Photo', '2026-12-03 (1)', 'Seeds']);
});

test('of a task that repeats only the last one can be overdue; events never are', () => {
  const plants = (day: string, more = {}) =>
    occurrence('Plants', day, '', { ...task, repeats: true, occurrence: day, ...more });
  const late = overdueOf(
    [
      plants('2026-11-06'),
      plants('2026-11-13'),
      occurrence('Bins', '2026-11-12', '', { ...task, repeats: true, occurrence: '2026-11-12' }),
      occurrence('Bins', '2026-11-19', '', {
        ...task,
        repeats: true,
        occurrence: '2026-11-19',
        state: 'done',
      }),
      occurrence('Choir', '2026-11-19', '19:30'),
      occurrence('Form', '2026-11-15', '', task),
      occurrence('Boat', '2026-11-20', '', { ...task, last: TODAY }),
    ],
    TODAY,
  );
  expect(late.map(({ title, day }) => `${title} ${day}`)).toEqual(['Plants 2026-11-13', 'Form 2026-11-15']);
});

test('a month draws whole days first, then by time, on every day an entry touches', () => {
  const days = byDay(
    [
      occurrence('Late', TODAY, '23:30', { last: '2026-11-22' }),
      occurrence('Early', TODAY, '07:00'),
      occurrence('Boat', TODAY, '', { last: '2026-11-22' }),
      occurrence('Run', '2026-11-22', '06:00'),
    ],
    [TODAY, '2026-11-22'],
  );
  const titles = (day: string) => days.get(day)?.map(({ title }) => title);
  expect(titles(TODAY)).toEqual(['Boat', 'Early', 'Late']);
  expect(titles('2026-11-22')).toEqual(['Late', 'Boat', 'Run']);
});

test.each([
  [3, 4, null, 'abc', 0],
  [4, 4, null, 'abcd', 0],
  [6, 4, null, 'abc', 3],
  [6, 4, 'f', 'abf', 3],
  [6, 1, null, '', 6],
  [2, 0, null, '', 2],
])('of %i entries in %i lines with %s held: %s and %i more', (n, lines, held, shown, more) => {
  const all = [...'abcdef'].slice(0, n).map((title) => entryOf(occurrence(title, TODAY)));
  const found = fitting(all, lines, held);
  expect(found.shown.map(({ title }) => title).join('')).toBe(shown);
  expect(found.more).toBe(more);
});
