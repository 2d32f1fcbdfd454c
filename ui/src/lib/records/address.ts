/** Where a record is opened: in the room it belongs to. */
import type { Room } from '../api';

/** The address of a record of the Timeline or a hit of the search. */
export const addressOf = ({ id, room }: { id: string; room: Room }): string =>
  room === 'planner' ? `/planner?record=${id}` : `/reader/${id}?view=all`;
