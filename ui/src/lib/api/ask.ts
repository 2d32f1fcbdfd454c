/** The questions more than one room asks. */
import { api, need } from './client';
import { live } from './live';
import type { Article, Feed, Settings, Source, Status } from './types';

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
