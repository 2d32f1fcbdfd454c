import { expect, test } from 'vitest';
import { spanOf, yearsOf } from './years';

test('a year spans from new year to new year on the clock of this machine', () => {
  expect(spanOf('2024')).toEqual({ from: '2023-12-31T23:00:00.000Z', to: '2024-12-31T23:00:00.000Z' });
  expect(spanOf('-2021')).toEqual({ to: '2021-12-31T23:00:00.000Z' });
});

test('many years stand as the newest and all others, and add up', () => {
  const shares = Array.from({ length: 9 }, (_, index) => ({ word: String(2026 - index), n: index + 1 }));
  const years = yearsOf(shares);
  expect(years.map(({ word }) => word)).toEqual(['2026', '2025', '2024', '2023', '2022', '-2021']);
  expect(years.reduce((sum, { n }) => sum + n, 0)).toBe(45);
  expect(yearsOf(shares.slice(0, 6))).toHaveLength(6);
});
