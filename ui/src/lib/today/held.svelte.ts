/** Rows that stay where they are while they are looked at; what is new waits behind a count. */

/** A list that is taken once, and anew when the person says so. */
export class Held<T extends { id: string }> {
  /** The ids in the order in which they were taken; `null` before. */
  #ids = $state.raw<readonly string[] | null>(null);
  #now: () => readonly T[] | undefined;
  /** Rows that are no longer among those of now, as they were. */
  #known = new Map<string, T>();

  constructor(now: () => readonly T[] | undefined) {
    this.#now = now;
  }

  /** What is shown, with the marks of now. */
  readonly rows = $derived.by<readonly T[] | null>(() => {
    const now = this.#now() ?? [];
    for (const row of now) this.#known.set(row.id, row);
    return this.#ids?.flatMap((id) => this.#known.get(id) ?? []) ?? null;
  });

  /** How many rows of now are not shown. */
  readonly fresh = $derived.by(() => {
    const ids = new Set(this.#ids);
    return this.#ids === null ? 0 : (this.#now() ?? []).filter(({ id }) => !ids.has(id)).length;
  });

  /** Shows what there is now. */
  take(): void {
    const now = this.#now();
    if (now) this.#ids = now.map(({ id }) => id);
  }

  /** Takes what there is if nothing is shown yet: nobody looks at an empty list. */
  begin(): void {
    if ((this.#ids === null || this.#ids.length === 0) && this.#now() !== undefined) this.take();
  }
}
