import { expect, test } from 'vitest';
import { LiveList } from './list.svelte';

/** A list over a core that the test changes by hand. */
async function over(...ids: string[]) {
  const core = { ids };
  let answer: (() => void) | null = null;
  const held = { on: false };
  const list = new LiveList<{ id: string }>({
    topics: [],
    ask: async () => {
      const items = core.ids.map((id) => ({ id }));
      if (held.on) await new Promise<void>((resolve) => (answer = resolve));
      return { items, next: null };
    },
  });
  await list.reload();
  return { core, list, held, answer: () => answer?.(), shown: () => list.rows.map(({ id }) => id).join('') };
}

test('what is taken away leaves at once and stays away, whatever an older answer says', async () => {
  const { core, list, held, answer, shown } = await over('a', 'b', 'c');
  held.on = true;
  const older = list.recheck();
  const kept = list.drop(['b']);
  expect(shown()).toBe('ac');
  core.ids = ['a', 'c'];
  kept(true);
  answer();
  held.on = false;
  await older;
  expect([shown(), list.fresh]).toEqual(['ac', 0]);
  await list.recheck();
  expect([shown(), list.fresh]).toEqual(['ac', 0]);
});

test('a refusal puts it back where it stood', async () => {
  const { list, shown } = await over('a', 'b', 'c', 'd');
  list.drop(['a', 'c'])(false);
  expect(shown()).toBe('abcd');
});

test('what is undone stands in its place again; what returns by itself waits as new', async () => {
  const { core, list, shown } = await over('a', 'b', 'c');
  list.drop(['b'])(true);
  list.drop(['c'], { returns: true })(true);
  core.ids = ['a'];
  await list.recheck();
  core.ids = ['c', 'a', 'b'];
  await list.recheck();
  expect([shown(), list.fresh]).toEqual(['ab', 1]);
});

test('an empty list fills without saying that it loads', async () => {
  const { core, list, shown } = await over('a');
  list.drop(['a'])(true);
  core.ids = ['n'];
  const asking = list.recheck();
  expect(list.phase).toBe('ready');
  await asking;
  expect(shown()).toBe('n');
});
