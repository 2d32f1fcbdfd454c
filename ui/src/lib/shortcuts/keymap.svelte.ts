/** Which keys do what on this machine: the usual ones, and those the person changed. */
import { keyboard, Stored, storedFlag } from '../kit';
import { catalogue, shortcutOf, type Place, type Shortcut } from './catalogue';

type Changed = Readonly<Record<string, string>>;

const isChanged = (value: unknown): value is Changed =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(([id, key]) => shortcutOf(id) !== undefined && typeof key === 'string');

/** The keys in force. */
class Keymap {
  #changed = new Stored<Changed>('keys', {}, isChanged);
  #letters = storedFlag('single-keys', true);

  constructor() {
    keyboard.letters = this.#letters.value;
  }

  /** Whether single letters and signs do something. */
  get letters(): boolean {
    return this.#letters.value;
  }

  set letters(on: boolean) {
    this.#letters.value = on;
    keyboard.letters = on;
  }

  /** The keys of a shortcut, the first being the one that can be changed. */
  of(id: string): readonly string[] {
    const usual = shortcutOf(id)?.keys ?? [];
    const own = this.#changed.value[id];
    return own === undefined ? usual : [own, ...usual.slice(1).filter((key) => key !== own)];
  }

  /** The key to name beside what it does; none while single keys are off. */
  named(id: string): string | undefined {
    const key = this.of(id)[0];
    return key !== undefined && (this.letters || key.includes('Mod+') || /^(Shift\+)?F\d/.test(key))
      ? key
      : undefined;
  }

  /** How many were changed. */
  get changes(): number {
    return Object.keys(this.#changed.value).length;
  }

  /** Whether a shortcut has a key of the person's own. */
  changed(id: string): boolean {
    return this.#changed.value[id] !== undefined;
  }

  /** Gives a shortcut another key. */
  set(id: string, key: string): void {
    if (shortcutOf(id)?.keys[0] === key) this.reset(id);
    else this.#changed.value = { ...this.#changed.value, [id]: key };
  }

  /** Gives a shortcut its usual key again; without an id, all of them. */
  reset(id?: string): void {
    this.#changed.value =
      id === undefined
        ? {}
        : Object.fromEntries(Object.entries(this.#changed.value).filter(([other]) => other !== id));
  }

  /** What already listens to a key where this shortcut does, in words. */
  taken(id: string, key: string): string | undefined {
    const [screen] = id.split('.') as [Place];
    const places: Place[] =
      screen === 'everywhere' ? (Object.keys(catalogue) as Place[]) : [screen, 'everywhere'];
    for (const place of places) {
      for (const [name, shortcut] of Object.entries<Shortcut>(catalogue[place].keys)) {
        const other = `${place}.${name}`;
        if (other === id) continue;
        const clash = this.of(other).some(
          (one) => one === key || one.startsWith(`${key} `) || key.startsWith(`${one} `),
        );
        if (clash) return shortcut.does ?? catalogue[place].title;
      }
    }
    return undefined;
  }
}

/** The keys of this page. */
export const keymap = new Keymap();
