/** What other devices would remove here, so much that a person has to say whether they may. */
import { api, live, need, type HeldExchange } from '../api';

/** Each device that waits for an answer. */
export const askHeld = () =>
  live<HeldExchange[]>(() => ({
    key: ['held'],
    topics: ['devices', 'status', 'feeds', 'timeline'],
    ask: async (signal) => (await need(api.GET('/api/devices/held', { signal }))).items,
  }));

/** Lets another device remove here what it removed, or keeps all of it. */
export function answerHeld(id: string, verb: 'accept' | 'refuse') {
  const params = { path: { id } };
  return need(
    verb === 'accept'
      ? api.POST('/api/devices/held/{id}/accept', { params })
      : api.POST('/api/devices/held/{id}/refuse', { params }),
  );
}
