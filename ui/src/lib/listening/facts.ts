/** The figures at the top of Listening. */
import type { Listening } from '../api';
import { asMoment, type Day } from '../plans/days';
import { clock, count, dayLong, duration, t } from '../text';
import { beforeOf } from './times';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A time of listening: `45 h 24 min`. */
export const heard = (ms: number): string => duration(ms / MINUTE);

/** A difference, without what does not matter: `5 h`, `40 min`. */
const roughly = (ms: number): string => (ms >= HOUR ? t.unit.hours(count(Math.round(ms / HOUR))) : heard(ms));

/** One figure for each thing, with what it is compared with. */
export function factsOf(told: Listening, today: Day) {
  const { facts, period } = told;
  const words = t.listening;
  const domain = 'listening' as const;
  const whole = told.to !== null && told.to < today;
  const longest = facts.longest_day;
  return [
    { name: words.heard, figure: heard(facts.heard_ms), against: compared(told, today), domain },
    {
      name: words.tracks,
      figure: count(facts.tracks),
      against: period === 'all' ? words.tracksAll(facts.plays) : words.tracksNew(facts.tracks_new),
      domain,
    },
    {
      name: words.artists,
      figure: count(facts.artists),
      against:
        whole && period !== 'all'
          ? words.artistsNewThen(count(facts.artists_new))
          : words.artistsNew[period](count(facts.artists_new)),
      domain,
    },
    {
      name: words.longest,
      figure: longest ? heard(longest.ms) : '–',
      against: longest ? dayLong(asMoment(longest.day), clock.now) : words.longestNone,
      domain,
    },
  ];
}

/** How it differs from the same part of the time before. */
function compared(told: Listening, today: Day): string {
  const { heard_ms: now, heard_before_ms: then } = told.facts;
  const words = t.listening;
  if (then === null) return words.tracksAll(told.facts.plays);
  const before = beforeOf(told, today);
  const more = now - then;
  if (Math.abs(more) < MINUTE) return words.same(before);
  return more > 0 ? words.more(roughly(more), before) : words.fewer(roughly(-more), before);
}
