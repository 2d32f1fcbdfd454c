/** The screens that exist, in the order of the sidebar. */
import BookOpen from '@lucide/svelte/icons/book-open';
import LifeBuoy from '@lucide/svelte/icons/life-buoy';
import Plug from '@lucide/svelte/icons/plug';
import Rows3 from '@lucide/svelte/icons/rows-3';
import Search from '@lucide/svelte/icons/search';
import Settings from '@lucide/svelte/icons/settings-2';
import { t } from '../text';

/** One entry. */
export interface Entry {
  /** The room's word and its path. */
  room: string;
  name: string;
  icon: typeof BookOpen;
  group: 'main' | 'areas' | 'foot';
}

export const search: Entry = { room: 'search', name: t.rooms.search, icon: Search, group: 'main' };

export const entries: readonly Entry[] = [
  { room: 'timeline', name: t.rooms.timeline, icon: Rows3, group: 'main' },
  { room: 'reader', name: t.rooms.reader, icon: BookOpen, group: 'areas' },
  { room: 'sources', name: t.rooms.sources, icon: Plug, group: 'foot' },
  { room: 'settings', name: t.rooms.settings, icon: Settings, group: 'foot' },
  { room: 'help', name: t.rooms.help, icon: LifeBuoy, group: 'foot' },
];

/** The entries of one group. */
export const groupOf = (group: Entry['group']) => entries.filter((entry) => entry.group === group);
