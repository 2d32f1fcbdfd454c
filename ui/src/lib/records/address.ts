/** Where a record is opened: in the room it belongs to. */
import type { Room } from '../api';
import { dayKey } from '../text';

/** The address of a record of the Timeline or a hit of the search. */
export function addressOf({ id, room, started }: { id: string; room: Room; started: string }): string {
  switch (room) {
    case 'planner':
      return `/planner?record=${id}`;
    case 'coding':
      return `/coding?until=${dayKey({ at: started })}`;
    case 'listening':
      return `/listening?period=week&at=${dayKey({ at: started })}`;
    case 'reader':
      return `/reader/${id}?view=all`;
  }
}
