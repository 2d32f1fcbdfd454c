/** Waiting for conditions instead of for time. */
import { inspect, isDeepStrictEqual } from 'node:util';

/** A condition that did not come true in time. */
export class TooLate extends Error {}

/**
 * Asks `probe` again and again until it answers something true, and returns that answer.
 * A probe that throws has not answered yet; its last error is told when the deadline passes.
 */
export async function until(what, probe, { within = 20_000, every = 50 } = {}) {
  const deadline = Date.now() + within;
  let last;
  for (;;) {
    try {
      const answer = await probe();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new TooLate(`waited ${within / 1000} s in vain: ${what}${last ? ` (${last.message})` : ''}`);
    }
    await new Promise((resume) => setTimeout(resume, every));
  }
}

/** Fails with `what` unless both are the same. */
export function same(found, expected, what) {
  if (!isDeepStrictEqual(found, expected)) throw new Error(`${what}: found ${inspect(found)}, expected ${inspect(expected)}`);
}

/** Fails with `what` unless the value is true. */
export function holds(value, what) {
  if (!value) throw new Error(what);
}
