/** The state of the Sources page that outlives it. */

import { tick } from 'svelte';

/** Sources as the person left it. */
export class Sources {
  /** Id of the selected feed. */
  selected = $state<string | null>(null);
  /** Words the feeds are filtered by. */
  filter = $state('');
  /** Only the feeds that need the person. */
  onlyFaulty = $state(false);
  /** Id of the selected connection. */
  connection = $state<string | null>(null);
  /** Which dialog is open. */
  dialog = $state<'add' | 'import' | 'connect' | 'disconnect' | null>(null);
  /** What the dialog connects: a service that is meant, a connection that is signed in to again. */
  meant = $state.raw<{ service?: string; again?: string }>({});

  /** Selects a feed, and shows its row. */
  async pick(id: string): Promise<void> {
    this.selected = id;
    await tick();
    document.querySelector(`[data-source="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' });
  }

  /** Opens the dialog that connects an account. */
  connect(meant: { service?: string; again?: string }): void {
    this.meant = meant;
    this.dialog = 'connect';
  }

  /** Asks whether to take an account away. */
  disconnect(id: string): void {
    this.connection = id;
    this.dialog = 'disconnect';
  }
}

/** The one of `all` that is `by` after the one with this id; the first when there is none, and never past an end. */
export const after = <T extends { id: string }>(all: readonly T[], id: string | null, by: number) =>
  all[Math.min(Math.max(all.findIndex((one) => one.id === id) + by, 0), all.length - 1)];

/** The one. */
export const sources = new Sources();
