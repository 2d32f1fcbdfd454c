import { expect, test } from 'vitest';
import { t } from '../text';
import { notice } from './sample.test-double';
import { aboutOf, addressOf, dueWords, titleOf, whyOf } from './words';

const failing = notice('Tin Roof', 0, {
  kind: 'feed_failing',
  group: 'system',
  code: 'server_fault',
  detail: 'the server has a fault of its own',
  thing: 'f1',
  reminder: null,
  action: 'open',
});

test('a reminder says when it was set for, and how many went by unsaid', () => {
  expect(whyOf(notice('Run', 0, { start: '2026-12-03T07:00' }))).toBe('reminder you set, 10 min before');
  expect(whyOf(notice('Boat', 0, { start: '2026-12-03', reminder: { before: 1440 } }))).toBe(
    'reminder you set, the day before, 09:00',
  );
  expect(whyOf(notice('Milk', 0, { reminder: { at: '2026-12-03T08:00' }, missed: 3 }))).toBe(
    `reminder you set · ${t.notices.missed(3)}`,
  );
  expect(aboutOf(notice('Run', 0, { start: '2026-12-03T07:00' }))).toMatch(
    /^(3 Dec|Thu|tomorrow|today) 07:00$/,
  );
});

test('one that came late says when it was due, with the day when it was another', () => {
  const at = '2026-11-21T12:00:00Z';
  expect(dueWords({ due: at, late: false }, at)).toBe('');
  expect(dueWords({ due: '2026-11-21T10:00:00Z', late: true }, at)).toMatch(/^late, was due \d\d:00$/);
  expect(dueWords({ due: '2026-11-19T10:00:00Z', late: true }, at)).toMatch(/19 Nov.*, \d\d:00$/);
});

test('a feed says what is wrong with it, and that it answers again', () => {
  expect([titleOf(failing), aboutOf(failing)]).toEqual(['Tin Roof', 'The server has a fault of its own']);
  expect(whyOf(failing)).toBe(t.notices.why.failing);
  expect(whyOf({ ...failing, needs_you: false })).toBe(t.notices.why.answers);
  // Nobody keeps count of several.
  expect(whyOf({ ...failing, thing: null, count: 20, needs_you: false })).toBe(t.notices.why.failingMany);
});

test('an account says what its service refuses, and that it is signed in again', () => {
  const refused = notice('octo · GitHub', 0, {
    kind: 'connection_needs_you',
    code: 'token_refused',
    detail: 'The service refuses its token.',
    thing: 'c1',
  });
  expect([titleOf(refused), aboutOf(refused)]).toEqual(['octo · GitHub', 'The service refuses its token.']);
  expect(whyOf(refused)).toBe(t.notices.why.refused);
  expect(whyOf({ ...refused, needs_you: false })).toBe(t.notices.why.signedIn);
  expect(addressOf(refused)).toBe('/sources/connections?connection=c1');
});

test.each([
  ['OPML', 'Import of feeds'],
  ['Lorch', 'Import of what Lorch exported'],
  ['Strava', 'Import of Strava'],
])('an import from %s is named by what it brought', (title, words) =>
  expect(titleOf(notice(title, 0, { kind: 'import_finished', count: 12 }))).toBe(words),
);

test.each([
  [notice('Run', 0, { occurrence: '2026-12-03' }), '/planner?record=of-run&on=2026-12-03'],
  [notice('Milk'), '/planner?record=of-milk'],
  [notice('', 0, { thing: null }), '/inbox'],
  [{ ...failing, thing: null }, '/sources'],
  [failing, '/sources?feed=f1'],
  [notice('all.zip', 0, { kind: 'import_finished' }), '/settings/history'],
  [notice('', 0, { kind: 'notices_unavailable' }), '/settings/notices'],
])('each leads to what it is about', (one, to) => expect(addressOf(one)).toBe(to));
