/** The beginning: whether the first steps are still to be shown, and the made-up year to look around in. */
import { api, live, need, queries, type Sample } from '../api';
import { storedFlag } from '../kit';

const seen = storedFlag('welcomed', false);

/** The first steps. */
export const firstSteps = {
  /** Whether they were finished or skipped on this machine. */
  get seen(): boolean {
    return seen.value;
  },
  /** They were. */
  end(): void {
    seen.value = true;
  },
};

/** Whether the sample is there, and how much of it. */
export const askSample = () =>
  live<Sample>(() => ({
    key: ['sample'],
    topics: ['timeline', 'feeds'],
    ask: (signal) => need(api.GET('/api/sample', { signal })),
  }));

/** Adds the sample; answers how many records it has. */
export async function addSample(): Promise<number> {
  const { records } = await need(api.POST('/api/sample'));
  await queries.invalidateQueries();
  return records;
}

/** Takes all of the sample away, and nothing else. */
export async function removeSample(): Promise<void> {
  await need(api.DELETE('/api/sample'));
  await queries.invalidateQueries();
}
