/** What was opened last on this machine. Only ids are remembered: titles belong to the profile, which may be encrypted. */
import { storedWords } from '../kit';

const MOST = 8;
const stored = storedWords('recent');

/** The ids of records that were opened, the last one first. */
export const recent = {
  get ids(): readonly string[] {
    return stored.value;
  },
  /** A record was opened. */
  add(id: string): void {
    if (stored.value[0] === id) return;
    stored.value = [id, ...stored.value.filter((other) => other !== id)].slice(0, MOST);
  },
};
