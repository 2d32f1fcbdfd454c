/** Made-up answers of the core about Listening, for tests. */
import type { Listening } from '../api';
import { addDays } from '../plans/days';

const HOUR = 3_600_000;

/** November 2026 up to the 22nd. */
export const told = (more: Partial<Listening> = {}): Listening => ({
  period: 'month',
  from: '2026-11-01',
  to: '2026-11-30',
  facts: {
    heard_ms: 45.4 * HOUR,
    heard_before_ms: 40.4 * HOUR,
    plays: 741,
    tracks: 612,
    tracks_new: 148,
    artists: 94,
    artists_new: 31,
    longest_day: { day: '2026-11-08', ms: 5 * HOUR + 120_000 },
  },
  artists: [
    { name: 'Vesper Lane', ms: 4.2 * HOUR, plays: 90, rank_before: 3 },
    { name: 'Halden Quartet', ms: 2.1 * HOUR, plays: 60, rank_before: 2 },
    { name: 'Maro Field', ms: HOUR, plays: 20, rank_before: 1 },
    { name: 'Oster & Lund', ms: HOUR, plays: 20, rank_before: null },
  ],
  albums: [{ title: 'Low Harbour', artist: 'Vesper Lane', ms: 3 * HOUR, plays: 50, rank_before: 4 }],
  tracks: [{ title: 'Slack Water', artist: 'Vesper Lane', ms: 2 * HOUR, plays: 31, rank_before: 2 }],
  days: Array.from({ length: 22 }, (_, index) => ({
    day: addDays('2026-11-01', index),
    ms: index === 7 ? 5 * HOUR : index * 600_000,
  })),
  hours: Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => (day === 4 && hour === 20 ? 3 * HOUR : 0)),
  ),
  first_heard: [{ day: '2026-11-19', artist: 'Oster & Lund', title: 'Leaving the Key' }],
  usual_day_ms: 2.2 * HOUR,
  ...more,
});

/** A time without a play. */
export const quiet = (more: Partial<Listening> = {}): Listening => ({
  ...told({ artists: [], albums: [], tracks: [], first_heard: [], usual_day_ms: 0 }),
  facts: {
    heard_ms: 0,
    heard_before_ms: 0,
    plays: 0,
    tracks: 0,
    tracks_new: 0,
    artists: 0,
    artists_new: 0,
    longest_day: null,
  },
  ...more,
});
