/** Queries that ask again when their topic changes, and never otherwise. */
import { createQuery, keepPreviousData, QueryClient, type QueryKey } from '@tanstack/svelte-query';
import { changes, type ChangeFeed } from './changes.svelte';
import { Refused } from './refusal';
import type { Topic } from './types';

/** The page's query cache. The core is local: no pause when offline, no asking on focus, no staleness by age. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: Infinity,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (failures, fault) => failures < 1 && !(fault instanceof Refused),
      retryDelay: 300,
    },
  },
});

/** What a live query asks, and which topics make it ask again. */
export interface Live<T> {
  key: QueryKey;
  topics: readonly Topic[];
  ask: (signal: AbortSignal) => Promise<T>;
  enabled?: boolean;
  /** Shows the last answer while the next is on its way. */
  keep?: boolean;
}

/** A query that asks again when one of its topics changes. */
export function live<T>(spec: () => Live<T>, client: QueryClient = queries) {
  return createQuery(
    () => {
      const { key, topics, ask, enabled = true, keep = false } = spec();
      return {
        queryKey: key,
        queryFn: ({ signal }: { signal: AbortSignal }) => ask(signal),
        meta: { topics },
        enabled,
        // Else an answer that comes before the page first looks for it is never shown.
        notifyOnChangeProps: 'all' as const,
        ...(keep ? { placeholderData: keepPreviousData } : {}),
      };
    },
    () => client,
  );
}

/** Makes the queries of `client` hear `feed`; the returned function ends it. */
export function reask(feed: ChangeFeed = changes, client: QueryClient = queries): () => void {
  return feed.on((changed) => {
    void client.invalidateQueries({
      predicate: ({ meta }) =>
        (meta?.['topics'] as readonly Topic[] | undefined)?.some((topic) => changed.has(topic)) ?? false,
    });
  });
}
