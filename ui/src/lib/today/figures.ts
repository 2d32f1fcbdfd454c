/** The figures at the top of Today. */
import type { ArticleSummary, Coding, Feed, Listening, Page, TimelineEntry } from '../api';
import { shown, type Domain } from '../kit';
import { keymap } from '../shortcuts';
import { ago, count, dayKey, duration, t } from '../text';
import { dayOf } from './asks';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What the figures are made of. */
export interface Known {
  recent: Page<TimelineEntry> | undefined;
  feeds: readonly Feed[] | undefined;
  saved: Page<ArticleSummary> | undefined;
  /** Coding, and this month of Listening; they say nothing where nothing was ever recorded. */
  coding?: Coding | undefined;
  listening?: Listening | undefined;
  /** When the person last looked, in milliseconds since 1970; `null` the first time. */
  since: number | null;
  now: number;
}

/** One figure for each thing that is known. */
export function figuresOf({ recent, feeds, saved, coding, listening, since, now }: Known) {
  const figures: { name: string; figure: string; against: string; domain: Domain }[] = [];
  const domain = 'reader' as const;
  const [today = '', yesterday = ''] = [now, now - DAY].map((ms) =>
    dayKey({ at: new Date(ms).toISOString() }),
  );
  const areas = areaFigures(coding, listening, today, yesterday);
  if (recent) {
    const from = since ?? now - DAY;
    figures.push({
      name: t.today.new,
      figure: upTo(recent, (entry) => Date.parse(entry.started) > from),
      against: since === null ? t.today.lastDay : t.today.sinceLook(ago(new Date(since).toISOString(), now)),
      domain,
    });
    // Five figures are enough: where other areas have theirs, one of the articles goes.
    if (areas.length < 2)
      figures.push({
        name: t.today.cameIn,
        figure: upTo(recent, (entry) => dayOf(entry) === today),
        against: t.today.yesterday(upTo(recent, (entry) => dayOf(entry) === yesterday)),
        domain,
      });
  }
  if (feeds) {
    const unread = feeds.reduce((sum, feed) => sum + feed.unread, 0);
    const having = feeds.filter((feed) => feed.unread > 0).length;
    figures.push({
      name: t.today.unread,
      figure: count(unread),
      against: t.today.inFeeds(count(having), feeds.length),
      domain,
    });
  }
  if (saved) {
    const minutes = saved.items.reduce((sum, article) => sum + article.minutes, 0);
    figures.push({
      name: t.today.saved,
      figure: upTo(saved, () => true),
      against:
        minutes > 0
          ? t.today.toRead(duration(minutes))
          : t.today.savedNone(shown(keymap.of('reader.save')[0] ?? '')),
      domain,
    });
  }
  return [...figures, ...areas];
}

/** What was done and heard today. */
function areaFigures(
  coding: Coding | undefined,
  listening: Listening | undefined,
  today: string,
  yesterday: string,
) {
  const figures: { name: string; figure: string; against: string; domain: Domain }[] = [];
  if (listening && listening.facts.plays > 0) {
    const heard = (on: string) => duration((listening.days.find(({ day }) => day === on)?.ms ?? 0) / MINUTE);
    const before = listening.days.some(({ day }) => day === yesterday);
    figures.push({
      name: t.today.heard,
      figure: heard(today),
      against: before ? t.today.yesterday(heard(yesterday)) : t.today.newMonth,
      domain: 'listening',
    });
  }
  if (coding && coding.all > 0) {
    const done = (on: string) => count(coding.calendar.find(({ day }) => day === on)?.count ?? 0);
    figures.push({
      name: t.today.contributions,
      figure: done(today),
      against: t.today.yesterday(done(yesterday)),
      domain: 'coding',
    });
  }
  return figures;
}

/** How many rows are meant; "or more" where the page ends with one of them. */
function upTo<T>({ items, next }: Page<T>, meant: (item: T) => boolean): string {
  const n = items.filter(meant).length;
  const last = items.at(-1);
  return next && last !== undefined && meant(last) ? t.today.orMore(count(n)) : count(n);
}
