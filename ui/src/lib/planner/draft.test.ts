import { expect, test } from 'vitest';
import { entryOf, unplanned } from '../plans';
import { activity, occurrence } from '../plans/sample.test-double';
import { draftOf, editOf, type Draft } from './draft';

const dentist = activity('Dentist', {
  kind: 'event',
  start: '2026-12-03T09:30',
  minutes: 45,
  tags: ['health'],
});
const was = draftOf(dentist, entryOf(occurrence('Dentist', '2026-12-03', '09:30')));
const edit = (to: Partial<Draft>, from = was) => editOf(from, { ...from, ...to });

test.each<[string, Partial<Draft>, unknown]>([
  ['nothing', {}, {}],
  ['a title', { title: ' Dr Ash ' }, { title: 'Dr Ash' }],
  ['another time', { time: '10:00' }, { start: '2026-12-03T10:00' }],
  ['the whole day', { allDay: true }, { start: '2026-12-03' }],
  ['no day', { day: '' }, { start: null }],
  ['tags as they are typed', { tags: '#health, teeth  teeth' }, { tags: ['health', 'teeth'] }],
  ['the same tags otherwise', { tags: '#health' }, {}],
  ['a length', { minutes: '60' }, { minutes: 60 }],
  ['a length as a field gives it', { minutes: 45 as unknown as string }, {}],
  ['a due day and its time', { due: '2026-12-02', dueTime: '18:00' }, { due: '2026-12-02T18:00' }],
  [
    'every week until June',
    { every: 'week', ends: 'until', until: '2027-06-30' },
    { repeat: { every: 'week', interval: 1, weekdays: ['th'], until: '2027-06-30' } },
  ],
  [
    'every second month, ten times',
    { every: 'month', monthly: 'weekday', interval: '2', ends: 'count', count: '10' },
    { repeat: { every: 'month', interval: 2, monthly: 'weekday', count: 10 } },
  ],
])('only what was changed is sent: %s', (_, to, sent) => expect(edit(to)).toEqual(sent));

test('of one day of a series the fields say what is of that day', () => {
  const series = activity('Choir', {
    kind: 'event',
    start: '2026-01-08T19:30',
    minutes: 90,
    repeat: { every: 'week', interval: 1, weekdays: ['th'], monthly: 'day', until: null, count: null },
  });
  const one = entryOf(
    occurrence('Choir at Mira’s', '2026-11-26', '20:00', {
      repeats: true,
      occurrence: '2026-11-26',
      minutes: 60,
    }),
  );
  const draft = draftOf(series, one);
  expect([draft.title, draft.day, draft.time, draft.minutes, draft.every]).toEqual([
    'Choir at Mira’s',
    '2026-11-26',
    '20:00',
    '60',
    'week',
  ]);
  // Another day is another start; the rule is not touched by it.
  expect(edit({ day: '2026-11-27' }, draft)).toEqual({ start: '2026-11-27T20:00' });
  expect(edit({ every: 'never' }, draft)).toEqual({ repeat: null });
});

test('a task without a day is planned by its fields', () => {
  const photo = activity('Photo');
  const draft = draftOf(photo, unplanned(photo));
  expect(edit({ day: '2026-11-24', allDay: false, time: '10:00' }, draft)).toEqual({
    start: '2026-11-24T10:00',
  });
  expect(edit({ minutes: '15' }, draft)).toEqual({ minutes: 15 });
});
