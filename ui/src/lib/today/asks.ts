/** What Today asks of the core. */
import { api, live, need, type ArticleSummary, type Page, type TimelineEntry } from '../api';
import { cursorAt } from '../records';
import { dayKey, inZone } from '../text';

/** Rows of one answer; more than that is said as "or more". */
export const MOST = 200;
const YEARS = [1, 2, 3, 4, 5];
const OF_A_DAY = 60;

/** The newest records. */
export const askRecent = () =>
  live<Page<TimelineEntry>>(() => ({
    key: ['today', 'recent'],
    topics: ['timeline'],
    ask: (signal) => need(api.GET('/api/timeline', { params: { query: { limit: MOST } }, signal })),
  }));

/** The newest articles with a mark. */
export const askMarked = (mark: 'unread' | 'starred' | 'saved') =>
  live<Page<ArticleSummary>>(() => ({
    key: ['today', mark],
    topics: ['articles'],
    ask: (signal) =>
      need(api.GET('/api/reader/articles', { params: { query: { [mark]: true, limit: MOST } }, signal })),
  }));

/** What began on this day of the years before, the nearest year first. */
export const askPast = (day: () => string) =>
  live<TimelineEntry[]>(() => ({
    key: ['today', 'past', day()],
    topics: ['timeline'],
    ask: async (signal) => {
      // Only of years that have something in this month is more to be asked.
      const { items } = await need(api.GET('/api/timeline/volume', { params: { query: inZone() }, signal }));
      const months = new Set(items.map(({ at }) => at));
      const days = YEARS.map((years) => dayBefore(day(), years))
        .filter((one) => one !== null)
        .filter(({ key }) => months.has(key.slice(0, 7)));
      const pages = await Promise.all(
        days.map(({ end }) => {
          const query = { limit: OF_A_DAY, after: cursorAt(end) };
          return need(api.GET('/api/timeline', { params: { query }, signal }));
        }),
      );
      return pages.flatMap(({ items }, index) => items.filter((entry) => dayOf(entry) === days[index]?.key));
    },
  }));

/** The day a record fell on, by the clock of its place. */
export const dayOf = (entry: TimelineEntry): string =>
  dayKey({ at: entry.started, offset: entry.offset_minutes });

/** The same day some years before, with its last millisecond; `null` for a 29 February that year has not. */
export function dayBefore(day: string, years: number): { key: string; end: number } | null {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  const next = new Date(year - years, month - 1, date + 1);
  const key = dayKey({ at: new Date(year - years, month - 1, date, 12).toISOString() });
  return key.endsWith(day.slice(4)) ? { key, end: next.getTime() - 1 } : null;
}
