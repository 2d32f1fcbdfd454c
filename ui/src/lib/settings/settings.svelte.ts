/** The state of Settings that outlives the page. */
import { t } from '../text';

/** A section of the page. */
export interface SectionEntry {
  /** Its word in the address: `/settings/backup`. */
  id: string;
  name: string;
  /** What the filter finds it by. */
  words: string;
}

/** Every text of a piece of the messages, for the filter. */
const textOf = (words: object): string =>
  Object.values(words)
    .map((word: unknown) =>
      typeof word === 'string' ? word : typeof word === 'object' && word ? textOf(word) : '',
    )
    .join(' ');

const section = (id: string, words: { readonly name: string }, also: object = {}): SectionEntry => ({
  id,
  get name() {
    return words.name;
  },
  get words() {
    return textOf({ words, also }).toLowerCase();
  },
});

/** The sections, in the order of the page. */
export const sections: readonly SectionEntry[] = [
  section('general', t.settings.general, t.background),
  section('appearance', t.settings.appearance),
  section('keyboard', t.settings.keyboard),
  section('notices', t.settings.notices),
  section('rules', t.settings.rules),
  section('backup', t.settings.backup),
  section('bin', t.settings.bin),
  section('vault', t.settings.vault),
  section('devices', t.settings.devices),
  section('system', t.settings.system),
  section('history', t.settings.history),
  section('profile', t.settings.profile, t.settings.sample),
];

/** Settings as the person left it. */
export class SettingsState {
  /** Words the sections are filtered by. */
  filter = $state('');
  /** How far the page was scrolled. */
  scrolled = 0;
  /** The sections that match. */
  readonly shown = $derived.by(() => {
    const words = this.filter.toLowerCase().split(/\s+/).filter(Boolean);
    return sections.filter((one) => words.every((word) => one.words.includes(word)));
  });
}

/** The one. */
export const settings = new SettingsState();
