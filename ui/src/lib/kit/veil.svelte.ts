/** The veil: names, places and titles are blurred while the screen is shown to others. It stays until it is lifted. */
import { storedFlag } from './stored.svelte';

const stored = storedFlag('veil', false);

/** Whether the veil is on. */
export const veil = {
  get on(): boolean {
    return stored.value;
  },
  /** Puts it on, or lifts it. */
  turn(): void {
    stored.value = !stored.value;
    veil.wear();
  },
  /** Puts what is remembered on the page. */
  wear(): void {
    if (stored.value) document.documentElement.dataset['veil'] = '';
    else delete document.documentElement.dataset['veil'];
  },
};
