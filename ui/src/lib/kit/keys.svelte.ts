/** The keyboard: who listens to which keys, so that the `?` sheet can say it and text fields stay quiet. */
import { onMount } from 'svelte';
import { t } from '../text';

/** One key and what it does. */
export interface Binding {
  /** `j`, `Shift+a`, `Mod+k`, `g t` (one after the other), `ArrowDown`, `?`. Several are alternatives. */
  keys: readonly string[];
  /** What it does, for the sheet; bindings without words are not listed. */
  does?: string;
  run: (event: KeyboardEvent) => void;
  /** Also works while text is typed and while a dialog is open: only for keys with Mod and for F-keys. */
  always?: boolean;
}

/** The bindings of one screen or of the frame. */
export interface KeyGroup {
  title: string;
  bindings: readonly Binding[];
}

const SEQUENCE_MS = 1200;
const mac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether text is typed there. */
export function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['button', 'checkbox', 'radio', 'file', 'submit'].includes(target.type);
  return target.isContentEditable || target.matches('textarea, select');
}

/** Enter and Space belong to the focused control, arrows to what moves by arrows. */
function taken(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (event.key === 'Enter' || event.key === ' ')
    return target?.closest('a, button, summary, [role=menuitem]') != null;
  if (event.key.startsWith('Arrow'))
    return target?.closest('[data-own-arrows], [role=radiogroup], [role=separator]') != null;
  return false;
}

/** The name of what was pressed, in the notation of {@link Binding}. */
export function pressed(event: KeyboardEvent): string {
  const letter = /^[a-z]$/i.test(event.key);
  const key = letter ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (letter || key.length > 1) ? 'Shift+' : '';
  return `${event.ctrlKey || event.metaKey ? 'Mod+' : ''}${event.altKey ? 'Alt+' : ''}${shift}${key}`;
}

/** The keys as a person reads them: `Ctrl K`, `g t`, `Shift A`. */
export function shown(keys: string): string {
  const names: Record<string, string> = {
    ...t.keys.names,
    ...(mac ? { Mod: '⌘' } : {}),
    ArrowDown: '↓',
    ArrowUp: '↑',
    ArrowLeft: '←',
    ArrowRight: '→',
  };
  const parts = (keys === '+' ? [keys] : keys.split('+')).map((part) => names[part] ?? part);
  return parts.length === 1
    ? (parts[0] ?? '')
    : parts.map((part) => (part.length === 1 ? part.toUpperCase() : part)).join(' ');
}

/** Everyone who listens. The one added last is asked first. */
class Keyboard {
  /** The groups now in force, for the sheet. */
  groups = $state.raw<readonly (() => KeyGroup)[]>([]);
  /** Whether single letters and signs do something; with Ctrl they always do. */
  letters = true;
  /** Open dialogs and menus; while there is one, only `always` bindings work. */
  #layers = 0;
  #first: { key: string; at: number } | null = null;

  /** Adds a group until the returned function is called. */
  add(group: () => KeyGroup): () => void {
    if (this.groups.length === 0) window.addEventListener('keydown', this.#hear);
    this.groups = [...this.groups, group];
    return () => {
      this.groups = this.groups.filter((other) => other !== group);
      if (this.groups.length === 0) window.removeEventListener('keydown', this.#hear);
    };
  }

  /** A dialog or menu opened; the returned function says that it closed. */
  hold(): () => void {
    this.#layers += 1;
    return () => {
      this.#layers -= 1;
    };
  }

  #hear = (event: KeyboardEvent): void => {
    if (
      event.defaultPrevented ||
      event.isComposing ||
      ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key)
    )
      return;
    const quiet = typing(event.target) || this.#layers > 0;
    const key = pressed(event);
    const first = this.#first && event.timeStamp - this.#first.at < SEQUENCE_MS ? this.#first.key : null;
    this.#first = quiet ? null : { key, at: event.timeStamp };
    if (!this.letters && event.key.length === 1 && event.key !== ' ' && !/Mod|Alt/.test(key)) return;
    for (const binding of this.#inForce()) {
      if ((quiet && !binding.always) || (!binding.always && taken(event))) continue;
      const sequence = first !== null && binding.keys.includes(`${first} ${key}`);
      if (
        !sequence &&
        (!binding.keys.includes(key) || (first !== null && !quiet && this.#sequence(`${first} ${key}`)))
      )
        continue;
      this.#first = null;
      event.preventDefault();
      binding.run(event);
      return;
    }
  };

  #sequence(keys: string): boolean {
    return this.#inForce().some((binding) => binding.keys.includes(keys));
  }

  #inForce(): Binding[] {
    return [...this.groups].reverse().flatMap((group) => group().bindings);
  }
}

/** The page's keyboard. */
export const keyboard = new Keyboard();

/** Puts bindings in force while the component lives. */
export function keys(group: () => KeyGroup): void {
  onMount(() => keyboard.add(group));
}
