import { QueryClient } from '@tanstack/svelte-query';
import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { expect, test, vi } from 'vitest';
import { ChangeFeed, everything } from './changes.svelte';
import LivePair from './live-pair.test.svelte';
import LiveProbe from './live-probe.test.svelte';
import { reask } from './live';
import { Unreachable } from './refusal';
import type { Topic } from './types';

type Answer = { number: string; reset: boolean; topics: Topic[] };

/** A core whose change feed the test holds in its hand. */
function core() {
  const waiting: ((answer: Answer | Error) => void)[] = [];
  const asked: (string | undefined)[] = [];
  const feed = new ChangeFeed((since) => {
    asked.push(since);
    return new Promise((resolve, reject) =>
      waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
    );
  });
  const answer = async (with_: Answer | Error) => {
    waiting.shift()?.(with_);
    await vi.advanceTimersByTimeAsync(0);
    await tick();
  };
  return { feed, asked, answer };
}

test('a query asks again when its topic changes, and only then', async () => {
  vi.useFakeTimers();
  const { feed, answer } = core();
  const client = new QueryClient({
    defaultOptions: { queries: { networkMode: 'always', staleTime: Infinity } },
  });
  const ask = vi.fn().mockResolvedValueOnce('before').mockResolvedValue('after');
  reask(feed, client);
  const end = feed.start();
  render(LiveProbe, { props: { client, topics: ['articles'], ask } });
  await vi.advanceTimersByTimeAsync(10);
  expect(screen.getByText('before')).toBeInTheDocument();

  await answer({ number: '1', reset: false, topics: [] });
  await answer({ number: '2', reset: false, topics: ['settings'] });
  await vi.advanceTimersByTimeAsync(1000);
  expect(ask).toHaveBeenCalledTimes(1);

  await answer({ number: '3', reset: false, topics: ['articles'] });
  await vi.advanceTimersByTimeAsync(1000);
  expect(screen.getByText('after')).toBeInTheDocument();
  expect(ask).toHaveBeenCalledTimes(2);
  end();
});

test('an answer that comes before the page looks for it is shown when it does', async () => {
  vi.useFakeTimers();
  const client = new QueryClient({ defaultOptions: { queries: { networkMode: 'always' } } });
  let answer: (text: string) => void = () => undefined;
  const slow = () => new Promise<string>((resolve) => (answer = resolve));
  render(LivePair, { props: { client, slow, quick: () => Promise.resolve('second') } });
  await vi.advanceTimersByTimeAsync(10);
  answer('first ');
  await vi.advanceTimersByTimeAsync(10);
  expect(screen.getByText('first second')).toBeInTheDocument();
});

test('the poll goes on from the number it was told', async () => {
  vi.useFakeTimers();
  const { feed, asked, answer } = core();
  const end = feed.start();
  await answer({ number: '9007199254740993', reset: false, topics: [] });
  expect(asked).toEqual([undefined, '9007199254740993']);
  end();
});

test('a core that is away is tried again ever more slowly, and everything is asked again when it is back', async () => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const { feed, asked, answer } = core();
  const heard: ReadonlySet<Topic>[] = [];
  feed.on((topics) => heard.push(topics));
  const end = feed.start();
  await answer(new Unreachable());
  expect(feed.reachable).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  await answer(new Unreachable());
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveLength(3);

  await answer({ number: '5', reset: false, topics: [] });
  expect(feed.reachable).toBe(true);
  expect(heard).toHaveLength(1);
  expect(heard[0]?.has('feeds')).toBe(true);
  end();
});

test('a reset says that anything may have changed', async () => {
  vi.useFakeTimers();
  const { feed, answer } = core();
  const hear = vi.fn();
  feed.on(hear);
  const end = feed.start();
  await answer({ number: '1', reset: false, topics: [] });
  await answer({ number: '2', reset: true, topics: [] });
  expect(hear).toHaveBeenCalledOnce();
  expect(hear.mock.calls[0]?.[0]).toEqual(new Set(everything));
  end();
});
