/** Screens say what their shortcuts do; which keys those are, the keymap says. */
import { keys } from '../kit';
import { catalogue, type NameIn, type Place, type Shortcut } from './catalogue';
import { keymap } from './keymap.svelte';

/** What each shortcut does, by its name. */
export type Runs<P extends Place> = { readonly [N in NameIn<P>]?: (event: KeyboardEvent) => void };

/** Puts the shortcuts of a screen in force while the component lives. */
export function bind<P extends Place>(place: P, runs: () => Runs<P>): void {
  keys(() => {
    const { title, keys: all } = catalogue[place];
    const bindings = Object.entries<((event: KeyboardEvent) => void) | undefined>(runs()).flatMap(
      ([name, run]) => {
        const shortcut = (all as Record<string, Shortcut>)[name];
        if (!run || !shortcut) return [];
        return [{ ...shortcut, keys: keymap.of(`${place}.${name}`), run }];
      },
    );
    return { title, bindings };
  });
}
