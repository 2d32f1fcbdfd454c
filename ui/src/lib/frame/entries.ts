/** The screens that exist, in the order of the sidebar. */
import BookOpen from '@lucide/svelte/icons/book-open';
import GitCommit from '@lucide/svelte/icons/git-commit-horizontal';
import Headphones from '@lucide/svelte/icons/headphones';
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import Inbox from '@lucide/svelte/icons/inbox';
import Cpu from '@lucide/svelte/icons/cpu';
import LifeBuoy from '@lucide/svelte/icons/life-buoy';
import MonitorSmartphone from '@lucide/svelte/icons/monitor-smartphone';
import Plug from '@lucide/svelte/icons/plug';
import Rows3 from '@lucide/svelte/icons/rows-3';
import Search from '@lucide/svelte/icons/search';
import Settings from '@lucide/svelte/icons/settings-2';
import Sun from '@lucide/svelte/icons/sun';
import type { Room } from '../api';
import { t } from '../text';

/** One entry. */
export interface Entry {
  /** The room's word and its path. */
  room: string;
  name: string;
  icon: typeof BookOpen;
  group: 'main' | 'areas' | 'people' | 'foot';
}

const entry = (room: keyof typeof t.rooms, icon: Entry['icon'], group: Entry['group']): Entry => ({
  room,
  icon,
  group,
  get name() {
    return t.rooms[room];
  },
});

export const search: Entry = entry('search', Search, 'main');

export const entries: readonly Entry[] = [
  entry('today', Sun, 'main'),
  entry('timeline', Rows3, 'main'),
  entry('planner', CalendarDays, 'main'),
  entry('coding', GitCommit, 'areas'),
  entry('listening', Headphones, 'areas'),
  entry('reader', BookOpen, 'areas'),
  entry('inbox', Inbox, 'people'),
  entry('system', Cpu, 'foot'),
  entry('sources', Plug, 'foot'),
  entry('devices', MonitorSmartphone, 'foot'),
  entry('settings', Settings, 'foot'),
  entry('help', LifeBuoy, 'foot'),
];

/** Whether a room is an area with a colour of its own. */
export const isArea = (room: string): room is Room =>
  ['coding', 'listening', 'reader', 'planner'].includes(room);

/** The entries of one group. */
export const groupOf = (group: Entry['group']) => entries.filter((entry) => entry.group === group);
