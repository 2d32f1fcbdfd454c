import { expect, test } from 'vitest';
import { entryOf, unplanned } from '../plans';
import { activity, occurrence } from '../plans/sample.test-double';
import { countsFrom, draftOf, editOf, ofSeries, type Draft } from './draft';

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
  ['a reminder before it', { reminder: '30' }, { reminder: { before: 30 } }],
  [
    'a reminder at a moment',
    { reminder: 'at', remindDay: '2026-12-02', remindTime: '20:00' },
    { reminder: { at: '2026-12-02T20:00' } },
  ],
  ['a reminder at no moment', { reminder: 'at' }, {}],
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

test('a reminder is taken away, and one that stands otherwise stays', () => {
  const reminded = draftOf(
    { ...dentist, reminder: { before: 45 } },
    entryOf(occurrence('Dentist', '2026-12-03')),
  );
  expect(reminded.reminder).toBe('45');
  expect(edit({ reminder: 'none' }, reminded)).toEqual({ reminder: null });
  expect(edit({ title: 'Dr Ash' }, reminded)).toEqual({ title: 'Dr Ash' });
});

test.each([
  ['all', '2026-01-07T20:00'],
  ['this', '2026-11-25T20:00'],
  ['following', '2026-11-25T20:00'],
] as const)('a moment of its own, for %s of a series', (scope, at) => {
  const choir = activity('Choir', { start: '2026-01-08T19:30' });
  const entry = entryOf(occurrence('Choir', '2026-11-26', '19:30', { occurrence: '2026-11-26' }));
  const sent = ofSeries({ reminder: { at: '2026-11-25T20:00' } }, { activity: choir, entry, scope });
  expect(sent).toEqual({ reminder: { at } });
});

test.each<[string, Partial<Draft>, unknown]>([
  ['a time', {}, { whole: false, due: false }],
  ['a whole day', { allDay: true }, { whole: true, due: false }],
  ['a due day alone', { day: '', due: '2026-12-03' }, { whole: true, due: true }],
  ['nothing', { day: '' }, null],
])('what a reminder counts from: %s', (_, to, from) => expect(countsFrom({ ...was, ...to })).toEqual(from));

test('a task without a day is planned by its fields', () => {
  const photo = activity('Photo');
  const draft = draftOf(photo, unplanned(photo));
  expect(edit({ day: '2026-11-24', allDay: false, time: '10:00' }, draft)).toEqual({
    start: '2026-11-24T10:00',
  });
  expect(edit({ minutes: '15' }, draft)).toEqual({ minutes: 15 });
});
