/** Made-up answers of the core about a computer, for tests. */
import type { Chart, Live, Machine, Processes } from '../api';

type Columns = Record<string, (number | null)[]>;

const unitOf = (id: string) =>
  id.startsWith('cpu') ? 'percent' : /disk|network/.test(id) ? 'bytes_per_second' : 'bytes';

/** A chart of every sample. */
export const chart = (times: number[], series: Columns): Chart => ({
  from: times[0] ?? 0,
  to: times.at(-1) ?? 0,
  resolution: 'sample',
  step_ms: 0,
  times,
  series: Object.entries(series).map(([id, mean]) => ({ id, unit: unitOf(id), min: mean, mean, max: mean })),
});

/** What came since. */
export const live = (times: number[], series: Columns, more: Partial<Live> = {}): Live => ({
  every_seconds: 1,
  times,
  series: Object.entries(series).map(([id, values]) => ({ id, values })),
  processes: ran(null),
  ...more,
});

/** What ran: names with their part of the CPU. */
export const ran = (at: number | null, cpu: Record<string, number> = {}): Processes => ({
  at: at === null ? null : new Date(at).toISOString(),
  running: 312,
  items: Object.entries(cpu).map(([name, part], index) => ({
    pid: 100 + index,
    name,
    cpu: part,
    memory: (index + 1) * 2 ** 20 * 100,
    read: index === 0 ? null : 0,
    written: index === 0 ? null : 12_100_000,
  })),
});

/** A computer. */
export const machine = (more: Partial<Machine> = {}): Machine => ({
  name: 'desk',
  os: 'Debian GNU/Linux 12',
  kernel: '6.1.0-18-amd64',
  architecture: 'x86_64',
  processor: 'Ryzen 7',
  cores: 2,
  memory: 32 * 2 ** 30,
  swap: 0,
  booted: new Date(Date.now() - 6.5 * 86_400_000).toISOString(),
  disks: [{ mount: '/', device: 'nvme0n1p2', kind: 'ext4', total: 512e9, used: 212e9 }],
  batteries: [],
  sampling: true,
  every_seconds: 1,
  trouble: null,
  ...more,
});
