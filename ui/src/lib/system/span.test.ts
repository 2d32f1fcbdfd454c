import { expect, test } from 'vitest';
import { before, scaled, shifted, steady } from './span';

const HOUR = 3_600_000;
const now = 100 * HOUR;

test('zooming keeps the moment it is about where it stands', () => {
  const span = { from: 96 * HOUR, to: now };
  const near = scaled(span, 0.5, 97 * HOUR, now);
  expect(near).toEqual({ from: 96.5 * HOUR, to: 98.5 * HOUR });
  expect(scaled(near, 2, 97 * HOUR, now)).toEqual(span);
});

test('nothing is shown beyond the present, and nothing shorter than ten seconds', () => {
  expect(scaled({ from: 99 * HOUR, to: now }, 2, 99 * HOUR, now)).toEqual({ from: 98 * HOUR, to: now });
  const least = scaled({ from: now - 12_000, to: now }, 0.1, now - 6000, now);
  expect(least.to - least.from).toBe(10_000);
  expect(before({ from: now - 3, to: now }, now)).toEqual({ from: now - 10_000, to: now });
});

test('a span goes back and on by its length, and stops at the present', () => {
  const span = { from: 98 * HOUR, to: 99 * HOUR };
  expect(shifted(span, -1, now)).toEqual({ from: 97 * HOUR, to: 98 * HOUR });
  expect(shifted(shifted(span, 1, now), 1, now)).toEqual({ from: 99 * HOUR, to: now });
});

test('the end of what goes on moves by steps of a pixel', () => {
  const step = (24 * HOUR) / 800;
  const ends = Array.from({ length: 300 }, (_, second) => steady(now + second * 1000, 24 * HOUR, 800));
  expect(ends.every((end, second) => end >= now + second * 1000 && end < now + second * 1000 + step)).toBe(
    true,
  );
  expect(new Set(ends).size).toBeLessThanOrEqual(1 + Math.ceil(300_000 / step));
  expect(steady(now + 1, 15 * 60_000, 2000)).toBe(now + 1000);
});
