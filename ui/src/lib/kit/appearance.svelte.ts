/** How Lorch looks on this machine. Each choice is remembered here and worn by the root element, where tokens.css reads it. */
import { Stored } from './stored.svelte';

/** What can be chosen, the usual first or named below. */
export const looks = {
  theme: ['system', 'light', 'dark'],
  density: ['compact', 'normal', 'comfortable'],
  text: ['90', '100', '110', '125', '150', '200'],
  motion: ['system', 'full', 'reduced'],
  contrast: ['system', 'normal', 'more'],
} as const;

/** A choice and its values. */
export type Look = keyof typeof looks;
export type LookOf<L extends Look> = (typeof looks)[L][number];

/** What each is until the person chooses. */
export const usualLooks: { readonly [L in Look]: LookOf<L> } = {
  theme: 'system',
  density: 'normal',
  text: '100',
  motion: 'system',
  contrast: 'system',
};

const names = Object.keys(looks) as Look[];
const isOf =
  <L extends Look>(look: L) =>
  (value: unknown): value is LookOf<L> =>
    (looks[look] as readonly unknown[]).includes(value);
const stored = Object.fromEntries(
  names.map((look) => [look, new Stored<string>(look, usualLooks[look], isOf(look))]),
) as Record<Look, Stored<string>>;

/** Height of a row of a list in pixels at the usual text size, by density. */
const ROWS = { compact: 28, normal: 34, comfortable: 44 };

/** The look that is worn. */
class Appearance {
  /** What is chosen. */
  get<L extends Look>(look: L): LookOf<L> {
    return stored[look].value as LookOf<L>;
  }

  /** Chooses, and wears it at once. */
  set<L extends Look>(look: L, to: LookOf<L>): void {
    stored[look].value = to;
    this.wear();
  }

  /** The next value of a choice, around. */
  turn<L extends Look>(look: L): LookOf<L> {
    const all: readonly LookOf<L>[] = looks[look];
    const next = all[(all.indexOf(this.get(look)) + 1) % all.length] ?? usualLooks[look];
    this.set(look, next);
    return next;
  }

  /** Whether a choice is not the usual one. */
  changed(look: Look): boolean {
    return this.get(look) !== usualLooks[look];
  }

  /** How much larger than usual the text is: widths in pixels mean that much less. */
  get scale(): number {
    return Number(this.get('text')) / 100;
  }

  /** Usual height of a list's row in pixels. */
  get row(): number {
    return Math.round(ROWS[this.get('density')] * this.scale);
  }

  /** Puts the choices on the page; the usual ones leave no trace. */
  wear(): void {
    const { dataset } = document.documentElement;
    for (const look of names) {
      if (this.changed(look)) dataset[look] = this.get(look);
      else delete dataset[look];
    }
  }

  /** Wears what is remembered, and follows what another window of Lorch chooses; the returned function ends it. */
  start(): () => void {
    this.wear();
    const heard = (event: StorageEvent) => {
      const look = names.find((name) => event.key === `lorch.${name}`);
      if (!look) return;
      stored[look].hear();
      this.wear();
    };
    window.addEventListener('storage', heard);
    return () => window.removeEventListener('storage', heard);
  }
}

/** The look of this page. */
export const appearance = new Appearance();
