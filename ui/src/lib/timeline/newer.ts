/** Upwards from the middle: the page above the cursor that the first row stands below. */
import type { Page, TimelineEntry } from '../api';
import { stepped } from '../records';

type Ask = (page: {
  limit: number;
  before: string;
}) => Promise<Page<TimelineEntry> & { prev?: string | null }>;

const LIMIT = 200;

/** The entries just above the cursor, and the cursor above them; `null` when these are the newest. */
export async function newer(
  top: string | null,
  ask: Ask,
): Promise<{ items: TimelineEntry[]; top: string | null }> {
  if (top === null) return { items: [], top };
  // What is asked for stands above a cursor, what a list shows below one.
  const { items, prev } = await ask({ limit: LIMIT, before: stepped(top, -1n) });
  return { items, top: prev ? stepped(prev, 1n) : null };
}
