/** The processes in the order the person wants. */
import type { Process } from '../api';
import type { Column } from './system.svelte';

/** Bytes a second to and from disks; `null` where the system doesn't tell. */
export const diskOf = ({ read, written }: Process): number | null =>
  read === null && written === null ? null : (read ?? 0) + (written ?? 0);

const valueOf: Record<Column, (process: Process) => number | string | null> = {
  name: ({ name }) => name.toLowerCase(),
  pid: ({ pid }) => pid,
  cpu: ({ cpu }) => cpu,
  memory: ({ memory }) => memory,
  disk: diskOf,
};

/** Sorted by a column; what isn't known stands last, and what is equal stays as it came. */
export function sorted(all: readonly Process[], by: Column, up: boolean): Process[] {
  const value = valueOf[by];
  return [...all].sort((a, b) => {
    const [first, second] = [value(a), value(b)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    return (first < second ? -1 : first > second ? 1 : 0) * (up ? 1 : -1);
  });
}
