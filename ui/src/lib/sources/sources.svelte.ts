/** The state of the Sources page that outlives it. */

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
}

/** The one. */
export const sources = new Sources();
