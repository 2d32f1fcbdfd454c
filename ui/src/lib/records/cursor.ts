/** Moments as cursors. The page after a cursor holds what stands below it, the page before one what stands above, newest first. */

/** Bits below the milliseconds, which break ties: as the core's timeline key has them. */
const TIE_BITS = 20n;

/** The cursor above everything that began at or before this moment, in milliseconds since 1970. */
export function cursorAt(ms: number): string {
  return String((BigInt(Math.floor(ms)) + 1n) << TIE_BITS);
}

/** The cursor so many places further up. */
export function stepped(cursor: string, by: bigint): string {
  return String(BigInt(cursor) + by);
}
