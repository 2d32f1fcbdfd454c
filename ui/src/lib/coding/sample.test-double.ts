/** Made-up answers of the core about Coding, for tests. */
import type { Coding, CodingEntry } from '../api';
import { addDays } from '../plans/days';

/** Sunday 22 November 2026, the last day of its week. */
export const until = '2026-11-22';
const first = addDays(until, -370);

/** A year with nothing but what is given: contributions by day. */
export const told = (days: Record<string, number> = {}, more: Partial<Coding> = {}): Coding => {
  const calendar = Array.from({ length: 371 }, (_, index) => {
    const day = addDays(first, index);
    return { day, count: days[day] ?? 0 };
  });
  const total = calendar.reduce((sum, { count }) => sum + count, 0);
  return {
    until,
    facts: {
      commits_week: 23,
      commits_usual: 17,
      merged_week: 4,
      merge_median_s: 97_200,
      reviews_week: 7,
      streak_days: 11,
      best_streak_days: 34,
      best_streak_until: '2025-05-14',
    },
    calendar,
    total,
    repositories: [
      {
        name: 'almanac/core',
        own: true,
        weeks: [3, 4, 5, 6, 7, 8, 9, 8, 7, 6, 5, 4],
        commits: 72,
        added: 9412,
        removed: 3108,
        last: `${until}T09:00:00Z`,
      },
    ],
    hours: Array.from({ length: 7 }, (_, day) =>
      Array.from({ length: 24 }, (_, hour) => (day === 1 && hour === 16 ? 9 : 0)),
    ),
    since: '2013-04-02',
    all: 18_402,
    ...more,
  };
};

/** Something that was done. */
export const entry = (more: Partial<CodingEntry> = {}): CodingEntry => ({
  id: 'e1',
  kind: 'commit',
  at: `${until}T11:02:00Z`,
  title: 'Say which clock was asked',
  repository: 'almanac/core',
  branch: 'main',
  number: null,
  count: 1,
  added: 88,
  removed: 40,
  url: 'https://github.com/almanac/core/commit/1',
  state: null,
  ...more,
});
