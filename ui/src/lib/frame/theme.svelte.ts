/** Light, dark, or as the system says; remembered on this machine. */
import { Stored } from '../kit';

/** What can be chosen. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const chosen = new Stored<Theme>('theme', 'system', (value): value is Theme =>
  themes.includes(value as Theme),
);

/** The one that is worn. */
export const theme = {
  get now(): Theme {
    return chosen.value;
  },
  set now(to: Theme) {
    chosen.value = to;
    wearTheme();
  },
};

/** Puts the remembered theme on the page. */
export function wearTheme(): Theme {
  if (chosen.value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen.value;
  return chosen.value;
}

/** The next one. */
export function nextTheme(): Theme {
  chosen.value = themes[(themes.indexOf(chosen.value) + 1) % themes.length] ?? 'system';
  return wearTheme();
}
