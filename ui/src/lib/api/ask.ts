/** The questions more than one room asks. */
import { inZone } from '../text';
import { api, need } from './client';
import { live } from './live';
import type {
  Article,
  Coding,
  Devices,
  Feed,
  Listening,
  Period,
  Repositories,
  Settings,
  Source,
  Status,
} from './types';

/** Cache key of the feeds, which rooms also write to while a mark is on its way. */
export const feedsKey = ['feeds'] as const;

/** Cache key of one article. */
export const articleKey = (id: string) => ['article', id] as const;

/** What Lorch is doing now; asked while `enabled` says so. */
export const askStatus = (enabled: () => boolean = () => true) =>
  live<Status>(() => ({
    key: ['status'],
    enabled: enabled(),
    topics: ['status', 'feeds', 'settings'],
    ask: (signal) => need(api.GET('/api/status', { signal })),
  }));

/** The settings of this machine's core; asked while `enabled` says so. */
export const askSettings = (enabled: () => boolean = () => true) =>
  live<Settings>(() => ({
    key: ['settings'],
    enabled: enabled(),
    topics: ['settings'],
    ask: (signal) => need(api.GET('/api/settings', { signal })),
  }));

/** Every feed, by folder and title. */
export const askFeeds = () =>
  live<Feed[]>(() => ({
    key: feedsKey,
    topics: ['feeds', 'articles'],
    ask: async (signal) => (await need(api.GET('/api/reader/feeds', { signal }))).items,
  }));

/** One article with its text. */
export function fetchArticle(id: string, signal?: AbortSignal): Promise<Article> {
  return need(
    api.GET('/api/reader/articles/{id}', { params: { path: { id } }, ...(signal ? { signal } : {}) }),
  );
}

/** The article with this id, `null` for none. */
export const askArticle = (id: () => string | null) =>
  live<Article>(() => ({
    key: articleKey(id() ?? ''),
    topics: ['articles'],
    enabled: id() !== null,
    ask: (signal) => fetchArticle(id() ?? '', signal),
  }));

/** Where data comes from. */
export const askSources = () =>
  live<Source[]>(() => ({
    key: ['sources'],
    topics: ['sources', 'feeds', 'articles'],
    ask: async (signal) => (await need(api.GET('/api/sources', { signal }))).items,
  }));

/** Coding as it stood on a day, `null` for today. */
export const askCoding = (of: () => { until?: string | null; repositories?: Repositories }) =>
  live<Coding>(() => {
    const { until = null, repositories = 'all' } = of();
    return {
      key: ['coding', until, repositories],
      topics: ['timeline'],
      keep: true,
      ask: (signal) => {
        const query = { ...inZone(), repositories, ...(until ? { until } : {}) };
        return need(api.GET('/api/coding', { params: { query }, signal }));
      },
    };
  });

/** Listening in the period around a day, `null` for today. */
export const askListening = (of: () => { period: Period; at?: string | null }) =>
  live<Listening>(() => {
    const { period, at = null } = of();
    return {
      key: ['listening', period, at],
      topics: ['timeline'],
      keep: true,
      ask: (signal) => {
        const query = { ...inZone(), period, ...(at ? { at } : {}) };
        return need(api.GET('/api/listening', { params: { query }, signal }));
      },
    };
  });

/** This device and those it talks with. */
export const askDevices = () =>
  live<Devices>(() => ({
    key: ['devices'],
    // Whatever is written here is something the others lack.
    topics: ['devices', 'vault', 'edits', 'feeds', 'articles', 'planner'],
    ask: (signal) => need(api.GET('/api/devices', { signal })),
  }));
