/** Years as the hits are narrowed to them: `2024`, or `-2021` for that year and before. */
import type { Share } from '../api';

/** Years that stand alone. */
const ALONE = 6;

/** The moments between which a year lies on the clock of this machine. */
export function spanOf(year: string): { from?: string; to: string } {
  const before = year.startsWith('-');
  const number = Number(before ? year.slice(1) : year);
  const start = (of: number) => new Date(of, 0, 1).toISOString();
  return before ? { to: start(number + 1) } : { from: start(number), to: start(number + 1) };
}

/** The newest years, and the others as one. */
export function yearsOf(shares: readonly Share[]): Share[] {
  if (shares.length <= ALONE) return [...shares];
  const others = shares.slice(ALONE - 1);
  const n = others.reduce((sum, share) => sum + share.n, 0);
  return [...shares.slice(0, ALONE - 1), { word: `-${others[0]?.word ?? ''}`, n }];
}
