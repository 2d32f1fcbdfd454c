/** What else happened around a record, asked of the core: the list may not reach as far. */
import { api, live, need, type TimelineEntry } from '../api';
import { AROUND_MS, around } from './days';
import { cursorAt } from '../records';

const LIMIT = 200;

/** The records within two hours of this one, whatever the list is narrowed to. */
export const askAround = (entry: () => TimelineEntry) =>
  live<TimelineEntry[]>(() => {
    const one = entry();
    const query = { limit: LIMIT, after: cursorAt(Date.parse(one.started) + AROUND_MS) };
    return {
      key: ['timeline', 'around', one.id],
      topics: ['timeline'],
      ask: async (signal) =>
        around(one, (await need(api.GET('/api/timeline', { params: { query }, signal }))).items),
    };
  });
