/** A made-up computer: what the pages ask of the real one is answered for it, so that no picture tells of the machine it was made on. */
const GIB = 2 ** 30;
const TEN_SECONDS = 10_000;

const machine = () => ({
  name: 'desk',
  os: 'Debian GNU/Linux 12',
  kernel: '6.1.0-28-amd64',
  architecture: 'x86_64',
  processor: 'AMD Ryzen 7 7700',
  cores: 8,
  memory: 32 * GIB,
  swap: 0,
  booted: new Date(Date.now() - 6.5 * 86_400_000).toISOString(),
  disks: [{ mount: '/', device: 'nvme0n1p2', kind: 'ext4', total: 512e9, used: 212e9 }],
  batteries: [],
  sampling: true,
  every_seconds: 1,
  trouble: null,
});

/** Waves without beat, and a busy part before the end: `x` goes from 0 to 1. */
const wave = (x, seed) => 0.5 + 0.22 * Math.sin(x * 19 + seed) + 0.16 * Math.sin(x * 47 + seed * 3) + 0.12 * Math.sin(x * 131 + seed * 7);
const busy = (x) => Math.exp(-(((x - 0.68) / 0.06) ** 2));
const curves = {
  cpu: ['percent', (x) => 6 + 16 * wave(x, 1) + 58 * busy(x)],
  memory: ['bytes', (x) => (15 + 2 * wave(x * 0.4, 2) + 5 * busy(x - 0.03)) * GIB],
  disk_read: ['bytes_per_second', (x) => 6e6 * wave(x, 3) ** 3 + 90e6 * busy(x + 0.05)],
  disk_write: ['bytes_per_second', (x) => 14e6 * wave(x, 4) ** 2 + 40e6 * busy(x)],
  network_in: ['bytes_per_second', (x) => 3e6 * wave(x, 5) ** 2],
  network_out: ['bytes_per_second', (x) => 0.6e6 * wave(x, 6) ** 2],
  load1: ['none', (x) => 0.6 + wave(x, 7) + 5 * busy(x - 0.02)],
  load5: ['none', (x) => 0.9 + 0.5 * wave(x * 0.6, 7) + 3 * busy(x - 0.05)],
  load15: ['none', (x) => 1.1 + 0.2 * wave(x * 0.3, 7) + 1.2 * busy(x - 0.09)],
  'temperature/processor': ['celsius', (x) => 44 + 7 * wave(x, 8) + 21 * busy(x - 0.01)],
};

const ran = [
  ['rustc', 12.4, 1180, 8.2e6, 21e6],
  ['firefox', 5.1, 2410, 0, 0.4e6],
  ['darktable', 3.8, 1620, 2.1e6, 0],
  ['postgres', 1.2, 380, 0.1e6, 0.9e6],
  ['gnome-shell', 0.9, 310, 0, 0],
  ['lorch', 0.2, 64, 0, 12e3],
];
const processes = () => ({
  at: new Date().toISOString(),
  running: 312,
  items: ran.map(([name, cpu, memory, read, written], index) => ({ pid: 1204 + 317 * index, name, cpu, memory: memory * 2 ** 20, read, written })),
});

/** What was measured in the last hour. */
function metrics(wanted) {
  const to = Math.floor(Date.now() / TEN_SECONDS) * TEN_SECONDS;
  const from = to - 3_600_000;
  const times = Array.from({ length: 361 }, (_, index) => from + index * TEN_SECONDS);
  const series = wanted.flatMap((id) => {
    if (!curves[id]) return [];
    const [unit, at] = curves[id];
    const mean = times.map((_, index) => at(index / 360));
    return [{ id, unit, min: mean, mean, max: mean }];
  });
  return { from, to, resolution: 'sample', step_ms: 0, times, series };
}

/** Lets the tab see this computer; what comes after the first look never comes. */
export async function inventComputer({ page }) {
  const series = () => ({ items: Object.entries(curves).map(([id, [unit]]) => ({ id, unit, measure: id.split('/')[0], of: id.split('/')[1] ?? null, first: null, last: null })) });
  await page.route(/\/api\/system(\/|\?|$)/, (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    if (pathname.endsWith('/series')) return route.fulfill({ json: series() });
    if (pathname.endsWith('/metrics')) return route.fulfill({ json: metrics(searchParams.get('series').split(',')) });
    if (pathname.endsWith('/processes')) return route.fulfill({ json: processes() });
    if (pathname.endsWith('/live')) {
      const space = [{ id: 'space//', values: [212e9] }];
      return route.fulfill({ json: { every_seconds: 1, times: [], series: space, processes: processes() } });
    }
    return route.fulfill({ json: machine() });
  });
}
