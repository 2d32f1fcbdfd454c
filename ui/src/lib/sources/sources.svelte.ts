/** The state of the Sources page that outlives it. */

/** Sources as the person left it. */
export class Sources {
  /** Id of the selected feed. */
  selected = $state<string | null>(null);
  /** Words the feeds are filtered by. */
  filter = $state('');
  /** Only the feeds that need the person. */
  onlyFaulty = $state(false);
  /** Which dialog is open. */
  dialog = $state<'add' | 'import' | null>(null);
}

/** The one. */
export const sources = new Sources();
