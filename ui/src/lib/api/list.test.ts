import { expect, test, vi } from 'vitest';
import { LiveList, type ListSpec } from './list.svelte';

interface Thing {
  id: string;
  read: boolean;
}

/** A core that pages through `all`, which the test may change. */
function over(all: Thing[], gone?: ListSpec<Thing>['gone']) {
  const core = { all };
  const list = new LiveList<Thing>({
    topics: ['articles'],
    ask: ({ limit, after }) => {
      const from = Number(after ?? 0);
      const items = core.all.slice(from, from + limit);
      return Promise.resolve({ items, next: from + limit < core.all.length ? String(from + limit) : null });
    },
    ...(gone ? { gone } : {}),
  });
  return { core, list };
}
const things = (n: number, from = 0) =>
  Array.from({ length: n }, (_, index) => ({ id: `t${from + index}`, read: false }));

test('pages follow one another to the end', async () => {
  const { list } = over(things(350));
  await list.reload();
  expect(list.rows).toHaveLength(100);
  await list.more();
  await list.more();
  expect(list.rows.map((row) => row.id)).toEqual(things(350).map((row) => row.id));
  expect(list.complete).toBe(true);
});

test('what is new is counted and does not move the rows', async () => {
  const { core, list } = over(things(5));
  await list.reload();
  core.all = [...things(3, 100), ...core.all];
  await list.recheck();
  expect(list.rows.map((row) => row.id)).toEqual(['t0', 't1', 't2', 't3', 't4']);
  expect(list.fresh).toBe(3);
  await list.reload();
  expect(list.rows[0]?.id).toBe('t100');
  expect(list.fresh).toBe(0);
});

test('state changes in place; what is gone goes, unless the list keeps it', async () => {
  const { core, list } = over(things(4));
  await list.reload();
  core.all = [{ id: 't0', read: true }, ...things(2, 2)];
  await list.recheck();
  expect(list.rows).toEqual([{ id: 't0', read: true }, ...things(2, 2)]);

  const keeping = over(things(3), (row) => ({ ...row, read: true }));
  await keeping.list.reload();
  keeping.core.all = things(2, 1);
  await keeping.list.recheck();
  expect(keeping.list.rows[0]).toEqual({ id: 't0', read: true });
});

test('what left the list and is still shown stands as it is now, not as it was', async () => {
  const all = things(3);
  const asked: string[] = [];
  const list = new LiveList<Thing & { starred?: boolean }>({
    topics: [],
    ask: () => Promise.resolve({ items: all.filter((one) => !one.read), next: null }),
    gone: (row) => ({ ...row, read: true }),
    stands: (row) => {
      asked.push(row.id);
      return row.id === 't1'
        ? Promise.reject(new Error('gone'))
        : Promise.resolve({ ...row, starred: false });
    },
  });
  await list.reload();
  list.patch('t0', (row) => ({ ...row, read: true, starred: true }));
  all.splice(0, 2);
  await list.recheck();
  expect(asked).toEqual(['t0', 't1']);
  expect(list.rows.map(({ starred }) => starred)).toEqual([false, undefined, undefined]);
  all.unshift({ id: 't0', read: false });
  await list.recheck();
  expect(asked).toEqual(['t0', 't1', 't1']);
});

test('an answer that is older than a change made here does not put the row back', async () => {
  let answer: ((items: Thing[]) => void) | undefined;
  const list = new LiveList<Thing>({
    topics: [],
    ask: () =>
      new Promise((resolve) => {
        answer = (items) => resolve({ items, next: null });
      }),
  });
  const loading = list.reload();
  answer?.(things(2));
  await loading;
  const checking = list.recheck();
  list.patch('t0', (row) => ({ ...row, read: true }));
  answer?.(things(2));
  await checking;
  expect(list.rows.map(({ read }) => read)).toEqual([true, false]);
});

test('rows further down than a recheck reaches are left alone', async () => {
  const { core, list } = over(things(300));
  await list.reload();
  core.all = [{ id: 'new', read: false }, ...core.all];
  await list.recheck();
  expect(list.rows).toHaveLength(100);
  expect(list.fresh).toBe(1);
});

test('an empty list takes what arrives at once: there is nothing to keep still', async () => {
  const { core, list } = over([]);
  await list.reload();
  core.all = things(2);
  await list.recheck();
  expect(list.rows).toHaveLength(2);
});

test('an answer to an older question is dropped', async () => {
  const answers: ((things: Thing[]) => void)[] = [];
  const list = new LiveList<Thing>({
    topics: [],
    ask: () => new Promise((resolve) => answers.push((items) => resolve({ items, next: null }))),
  });
  const first = list.reload();
  const second = list.reload();
  answers[1]?.(things(1, 7));
  answers[0]?.(things(1));
  await Promise.all([first, second]);
  expect(list.rows[0]?.id).toBe('t7');
});

test('a failure is shown only where there is nothing else to show', async () => {
  const ask = vi
    .fn()
    .mockRejectedValueOnce(new Error('away'))
    .mockResolvedValueOnce({ items: things(1), next: null })
    .mockRejectedValue(new Error('away'));
  const list = new LiveList<Thing>({ topics: [], ask });
  await list.reload();
  expect(list.phase).toBe('failed');
  await list.reload();
  expect(list.phase).toBe('ready');
  await list.recheck();
  expect(list.phase).toBe('ready');
  expect(list.rows).toHaveLength(1);
});

test('a list that begins in the past grows both ways and meets the newest without a gap', async () => {
  const all = things(600);
  const list = new LiveList<Thing>({
    topics: [],
    ask: ({ limit, after }) => {
      const from = Number(after ?? 0);
      return Promise.resolve({
        items: all.slice(from, from + limit),
        next: from + limit < all.length ? String(from + limit) : null,
      });
    },
    newer: ([first]) => {
      const index = all.findIndex((row) => row.id === first?.id);
      const from = Math.max(0, index - 120);
      return Promise.resolve({ items: all.slice(from, index), top: from === 0 ? null : String(from) });
    },
  });
  await list.reload('250');
  expect(list.rows[0]?.id).toBe('t250');
  expect([await list.rise(), await list.rise(), await list.rise(), await list.rise()]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  await list.more();
  expect(list.rows.map((row) => row.id)).toEqual(all.slice(0, list.rows.length).map((row) => row.id));
  expect(list.top).toBeNull();
});

test('what is new while the list begins in the past neither moves nor fills it', async () => {
  const { core, list } = over(things(300));
  await list.reload('100');
  core.all = core.all.map((row) => ({ ...row, read: true }));
  await list.recheck();
  expect(list.rows[0]).toEqual({ id: 't100', read: true });
  expect(list.fresh).toBe(0);
});

test('a page that could not be read is said, and asking again ends that', async () => {
  let broken = false;
  const all = things(350);
  const page = <T>(answer: T) => (broken ? Promise.reject(new Error('no')) : Promise.resolve(answer));
  const list = new LiveList<{ id: string; read: boolean }>({
    topics: [],
    ask: ({ limit, after }) => {
      const from = after ? Number(after) : 0;
      return page({ items: all.slice(from, from + limit), next: String(from + limit) });
    },
    newer: (rows) => {
      const index = all.findIndex((row) => row.id === rows[0]?.id);
      return page({ items: all.slice(index - 10, index), top: String(index - 10) });
    },
  });
  await list.reload('100');
  for (const ask of [() => list.more(), () => list.rise()]) {
    broken = true;
    await ask();
    expect(list.fault).toBeInstanceOf(Error);
    expect(list.rows.length).toBeGreaterThanOrEqual(100);
    broken = false;
    await ask();
    expect(list.fault).toBeNull();
  }
});
