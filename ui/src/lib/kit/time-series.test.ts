import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Drawing } from './plot';
import TimeSeries from './TimeSeries.svelte';

const drawn = vi.hoisted(() => ({ shows: [] as Drawing[], repaints: 0, ended: 0 }));
// The canvas itself is looked at in a browser.
vi.mock('./plot', () => ({
  Plot: class {
    constructor(_: HTMLElement, first: Drawing) {
      drawn.shows.push(first);
    }
    show(next: Drawing) {
      drawn.shows.push(next);
    }
    fit() {}
    repaint() {
      drawn.repaints += 1;
    }
    end() {
      drawn.ended += 1;
    }
  },
}));

const at = [0, 10, 20, 30, 40].map((n) => n * 1000);
const values = [10, 20, null, 40, 50];

function chart(more: object = {}) {
  const heard = { onmoment: vi.fn(), onpin: vi.fn(), onchoose: vi.fn(), onzoom: vi.fn(), onreset: vi.fn() };
  const props = {
    name: 'CPU',
    figures: ['40%'],
    summary: 'lowest 10%, mean 30%, highest 50%',
    at,
    lines: [{ name: 'CPU', values }],
    span: { from: 0, to: 40_000 },
    top: 100,
    marks: [0, 50, 100].map((value) => ({ value, text: `${value}%` })),
    times: [{ at: 20_000, text: '09:20' }],
    moment: null,
    said: 'now',
    chosen: null,
    ...heard,
    ...more,
  };
  const { rerender, unmount } = render(TimeSeries, { props });
  const plot = screen.getByRole('slider');
  vi.spyOn(plot, 'getBoundingClientRect').mockReturnValue({ left: 100, width: 400 } as DOMRect);
  Object.defineProperty(plot, 'clientWidth', { value: 400 });
  return { ...heard, plot, rerender: (next: object) => rerender(next), unmount };
}
const pointer = (plot: HTMLElement, type: string, clientX: number) =>
  fireEvent(plot, new MouseEvent(`pointer${type}`, { bubbles: true, clientX, button: 0 }));

beforeEach(() => Object.assign(drawn, { shows: [], repaints: 0, ended: 0 }));

test('it says what it shows and what stands at the moment', async () => {
  const { plot, rerender } = chart();
  expect(plot).toHaveAccessibleName('CPU: lowest 10%, mean 30%, highest 50%');
  expect(plot).toHaveAttribute('aria-valuetext', 'now: 40%');
  await rerender({ moment: 30_000, said: '09:30:00' });
  expect(plot).toHaveAttribute('aria-valuetext', '09:30:00: 40%');
  expect(plot).toHaveAttribute('aria-valuenow', '3');
});

test('the pointer goes from point to point, and away again', async () => {
  const { plot, onmoment } = chart();
  await pointer(plot, 'move', 100 + 290);
  expect(onmoment).toHaveBeenLastCalledWith(30_000);
  await pointer(plot, 'leave', 0);
  expect(onmoment).toHaveBeenLastCalledWith(null);
});

test('a click chooses the moment; a hand that trembles still clicks', async () => {
  const { plot, onpin, onzoom, onchoose } = chart();
  await pointer(plot, 'down', 200);
  await pointer(plot, 'move', 203);
  await pointer(plot, 'up', 203);
  expect(onpin).toHaveBeenCalledWith(10_000);
  expect(onchoose.mock.calls.filter(([part]) => part !== null)).toEqual([]);
  expect(onzoom).not.toHaveBeenCalled();
});

test('dragging chooses a part, and letting go zooms into it', async () => {
  const { plot, onchoose, onzoom, onpin, rerender } = chart();
  await pointer(plot, 'down', 400);
  await pointer(plot, 'move', 200);
  const part = { from: 10_000, to: 30_000 };
  expect(onchoose).toHaveBeenLastCalledWith(part);
  await rerender({ chosen: part });
  await pointer(plot, 'up', 200);
  expect(onzoom).toHaveBeenCalledWith(part);
  expect(onchoose).toHaveBeenLastCalledWith(null);
  expect(onpin).not.toHaveBeenCalled();
});

test('a double click goes back', async () => {
  const { plot, onreset } = chart();
  await fireEvent.dblClick(plot);
  expect(onreset).toHaveBeenCalledOnce();
});

test('a gap has no dot, and moving the moment draws nothing anew', async () => {
  const { plot, rerender } = chart();
  const before = drawn.shows.length;
  await rerender({ moment: 30_000, said: 'x', figures: ['40%'] });
  expect(plot.querySelectorAll('.dot')).toHaveLength(1);
  await rerender({ moment: 20_000, said: 'y', figures: ['not measured'] });
  expect(plot.querySelectorAll('.dot')).toHaveLength(0);
  expect(plot.querySelector('.cursor')).not.toBeNull();
  expect(drawn.shows).toHaveLength(before);
});

test('another span is drawn, and the canvas is given back in the end', async () => {
  const { rerender, unmount } = chart();
  await rerender({ span: { from: 10_000, to: 20_000 } });
  expect(drawn.shows.at(-1)).toMatchObject({ from: 10_000, to: 20_000, top: 100 });
  unmount();
  expect(drawn.ended).toBe(1);
});

test('another theme is painted without being asked', async () => {
  const { appearance } = await import('./appearance.svelte');
  const { rerender } = chart();
  const before = drawn.repaints;
  appearance.set('theme', 'dark');
  await rerender({});
  expect(drawn.repaints).toBeGreaterThan(before);
  appearance.set('theme', 'system');
});
