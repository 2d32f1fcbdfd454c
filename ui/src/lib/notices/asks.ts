/** The questions about notices. */
import { api, live, need, type Notice, type NoticeCounts, type NoticeKind } from '../api';

/** Cache key under which all that the Inbox has is kept. */
export const noticesKey = ['notices'] as const;
/** Cache key of the counts, which are changed while a write is on its way. */
export const countsKey = [...noticesKey, 'counts'] as const;

const ARRIVED = 50;

/** How many wait, and whether this computer shows notices. */
export const askCounts = () =>
  live<NoticeCounts>(() => ({
    key: countsKey,
    topics: ['inbox', 'settings'],
    ask: (signal) => need(api.GET('/api/inbox/counts', { signal })),
  }));

/** The kinds of notices, with those that are muted. */
export const askKinds = () =>
  live<NoticeKind[]>(() => ({
    key: [...noticesKey, 'kinds'],
    topics: ['inbox'],
    ask: async (signal) => (await need(api.GET('/api/inbox/kinds', { signal }))).items,
  }));

/** Reminders that came, and those that were put off. */
export const askArrived = (which: 'reminders' | 'snoozed') =>
  live<Notice[]>(() => ({
    key: [...noticesKey, which],
    topics: ['inbox'],
    ask: async (signal) => {
      const query = { which, limit: ARRIVED };
      const { items } = await need(api.GET('/api/inbox', { params: { query }, signal }));
      return items.filter(({ kind }) => kind === 'reminder');
    },
  }));
