/** The state of the System screen that outlives it. */
import { Stored, storedFlag } from '../kit';
import type { Span } from '../kit/time-scale';
import { Look } from './look.svelte';
import { Past } from './past.svelte';
import { Measured } from './measured.svelte';
import { isRange, lengthOf, steady, type Range } from './span';

/** Columns of the processes. */
export type Column = 'name' | 'pid' | 'cpu' | 'memory' | 'disk';

/** System as the person left it. */
export class SystemState {
  readonly measured = new Measured();
  readonly look = new Look();
  readonly past = new Past();
  #range = new Stored<Range>('system-range', '1h', isRange);
  /** Each core by itself. */
  readonly cores = storedFlag('system-cores', false);
  /** The part of time that was zoomed into; `null` follows the present. */
  zoom = $state.raw<Span | null>(null);
  /** The part that is being chosen to zoom into. */
  chosen = $state.raw<Span | null>(null);
  /** Where the pointer or the keys are; and whether that moment was chosen to stay. */
  moment = $state<number | null>(null);
  pinned = $state(false);
  /** Whether the person stopped the charts. */
  stopped = $state(false);
  /** Points there is room for. */
  room = $state(800);
  /** Which column the processes are sorted by, and whether upwards. */
  sort = $state.raw<{ by: Column; up: boolean }>({ by: 'cpu', up: false });
  table = $state(false);
  /** Where the charts end while they stand still. */
  #end = $state(0);

  /** How far the charts reach back. */
  get range(): Range {
    return this.#range.value;
  }

  set range(to: Range) {
    this.#range.value = to;
    this.zoom = null;
    this.release();
  }

  /** Whether the charts go on with time: nobody looks at a moment, nothing is zoomed or stopped. */
  readonly following = $derived(
    !this.stopped && this.zoom === null && this.moment === null && this.chosen === null,
  );

  /** What the charts show. */
  readonly span = $derived<Span>(this.zoom ?? { from: this.#end - this.length, to: this.#end });

  /** Whether the charts were ever put in their place. */
  get placed(): boolean {
    return this.#end > 0;
  }

  /** How long the chosen range is. */
  get length(): number {
    return lengthOf[this.#range.value];
  }

  /** Moves the end of the charts to where time has come to, while they go on. */
  advance(now: number): void {
    this.#end = steady(now || Date.now(), this.length, this.room);
  }

  /** The pointer or the keys came to a moment; one that was chosen stays. */
  point(at: number | null): void {
    if (!this.pinned) this.moment = at;
  }

  /** Chooses a moment to stay at. */
  pin(at: number): void {
    this.moment = at;
    this.pinned = true;
  }

  /** Looks at no moment any more. */
  release(): void {
    this.pinned = false;
    this.moment = null;
    this.chosen = null;
  }

  /** Shows a part of time, and nothing moves by itself until {@link live}. */
  show(part: Span): void {
    this.zoom = part;
    this.chosen = null;
  }

  /** Follows the present again. */
  live(): void {
    this.zoom = null;
    this.stopped = false;
    this.release();
  }
}

/** The one. */
export const system = new SystemState();
