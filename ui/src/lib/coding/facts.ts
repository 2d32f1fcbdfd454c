/** The figures at the top of Coding. */
import type { Coding } from '../api';
import { asMoment } from '../plans/days';
import { clock, count, dayShort, longTime, t } from '../text';

/** One figure for each thing, with what it is compared with. */
export function factsOf({ facts }: Coding) {
  const words = t.coding;
  const domain = 'coding' as const;
  const more = facts.commits_week - facts.commits_usual;
  const best = facts.best_streak_days;
  return [
    {
      name: words.week,
      figure: words.commits(facts.commits_week),
      against: more > 0 ? words.more(more) : more < 0 ? words.fewer(-more) : words.usual,
      domain,
    },
    {
      name: words.merged,
      figure: words.changes(facts.merged_week),
      against:
        facts.merge_median_s === null
          ? words.mergedNone
          : words.median(longTime(facts.merge_median_s * 1000)),
      domain,
    },
    { name: words.reviews, figure: count(facts.reviews_week), against: words.reviewsOf, domain },
    {
      name: words.streak,
      figure: words.days(facts.streak_days),
      against:
        best === 0 || facts.best_streak_until === null
          ? words.bestNone
          : best === facts.streak_days
            ? words.bestNow
            : words.best(words.days(best), dayShort(asMoment(facts.best_streak_until), clock.now)),
      domain,
    },
  ];
}
