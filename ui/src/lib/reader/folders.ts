/** Feeds as the first pane shows them: top-level feeds, then folders with theirs. */
import type { Feed } from '../api';

/** A folder with its feeds; the feeds at the top stand in one without a name. */
export interface Folder {
  /** Whole name, `/` between levels; empty at the top. */
  name: string;
  feeds: readonly Feed[];
  unread: number;
}

/** Groups feeds by folder, folders and feeds by name; what stands in no folder comes last. */
export function folders(feeds: readonly Feed[]): Folder[] {
  const byName = new Map<string, Feed[]>();
  for (const feed of feeds) byName.set(feed.folder, [...(byName.get(feed.folder) ?? []), feed]);
  const order = (a: string, b: string) => (a === '' ? 1 : b === '' ? -1 : a.localeCompare(b));
  return [...byName.keys()].sort(order).map((name) => {
    const own = (byName.get(name) ?? []).sort((a, b) => a.title.localeCompare(b.title));
    return { name, feeds: own, unread: own.reduce((sum, feed) => sum + feed.unread, 0) };
  });
}
