/** The questions about what is planned. */
import { api, live, need, type Activity, type ActivityDetail, type Occurrence, type Quick } from '../api';
import { inZone } from '../text';
import type { Day } from './days';

/** Cache key under which all that is planned is kept. */
export const plansKey = ['planner'] as const;
/** Cache key of the occurrences, which are changed while a write is on its way. */
export const occurrencesKey = [...plansKey, 'occurrences'] as const;

const LISTED = 200;

/** What is planned from one day to another, both included, by day and time. */
export const askOccurrences = (range: () => { from: Day; to: Day; kind?: 'task' }) =>
  live<Occurrence[]>(() => {
    const query = { ...range(), ...inZone() };
    return {
      key: [...occurrencesKey, query.from, query.to, query.kind ?? ''],
      topics: ['planner'],
      keep: true,
      ask: async (signal) =>
        (await need(api.GET('/api/planner/occurrences', { params: { query }, signal }))).items,
    };
  });

/** Tasks without a day, or what was done last. */
export const askActivities = (which: 'unscheduled' | 'done', enabled: () => boolean = () => true) =>
  live<Activity[]>(() => ({
    key: [...plansKey, which],
    topics: ['planner'],
    enabled: enabled(),
    ask: async (signal) => {
      const query = { which, limit: LISTED };
      return (await need(api.GET('/api/planner/activities', { params: { query }, signal }))).items;
    },
  }));

/** One activity, also by the id of a record of the Timeline. */
export function fetchActivity(id: string, signal?: AbortSignal): Promise<ActivityDetail> {
  const params = { path: { id } };
  return need(api.GET('/api/planner/activities/{id}', { params, ...(signal ? { signal } : {}) }));
}

/** The same, asked again when it changes. */
export const askActivity = (id: () => string) =>
  live<ActivityDetail>(() => ({
    key: [...plansKey, 'activity', id()],
    topics: ['planner'],
    ask: (signal) => fetchActivity(id(), signal),
  }));

/** What a typed line is understood as. */
export const askQuick = (text: () => string) =>
  live<Quick>(() => ({
    key: ['quick', text()],
    topics: [],
    keep: text() !== '',
    enabled: text() !== '',
    ask: (signal) =>
      need(api.GET('/api/planner/quick', { params: { query: { text: text(), ...inZone() } }, signal })),
  }));

/** The tags in use. */
export const askTags = () =>
  live<string[]>(() => ({
    key: [...plansKey, 'tags'],
    topics: ['planner'],
    ask: async (signal) => (await need(api.GET('/api/planner/tags', { signal }))).items.map(({ tag }) => tag),
  }));
