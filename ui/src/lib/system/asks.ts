/** The questions of the System screen. */
import {
  api,
  edited,
  live,
  need,
  type Chart,
  type Live,
  type Machine,
  type Processes,
  type Series,
} from '../api';

/** What is known about this computer. */
export const askMachine = () =>
  live<Machine>(() => ({
    key: ['machine'],
    topics: ['settings', 'status'],
    ask: (signal) => need(api.GET('/api/system', { signal })),
  }));

/** Every series of which something is kept. */
export const askSeries = () =>
  live<Series[]>(() => ({
    key: ['series'],
    topics: ['settings'],
    ask: async (signal) => (await need(api.GET('/api/system/series', { signal }))).items,
  }));

/** Figures are taken from now on. */
export const turnOn = () => edited(api.PATCH('/api/settings', { body: { sampling: true } }));

/** What is kept of these series over a span of time: one that ends now, or any. */
export interface Wanted {
  series: readonly string[];
  of: { span: '15m' | '1h' | '6h' | '24h' | '7d' | '30d' } | { from: number; to: number };
  /** How many points there is room for. */
  points: number;
}
export const fetchChart = ({ series, of, points }: Wanted, signal: AbortSignal): Promise<Chart> =>
  need(
    api.GET('/api/system/metrics', {
      params: { query: { series: series.join(','), points, ...of } },
      signal,
    }),
  );

/** What came after a point; while it is asked again and again, figures are taken every second. */
export const fetchLive = (after: number | null, signal: AbortSignal): Promise<Live> =>
  need(api.GET('/api/system/live', { params: { query: after === null ? {} : { after } }, signal }));

/** What ran at a moment. */
export const fetchProcesses = (at: number, signal: AbortSignal): Promise<Processes> =>
  need(api.GET('/api/system/processes', { params: { query: { at: new Date(at).toISOString() } }, signal }));
