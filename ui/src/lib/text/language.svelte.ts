/** Which language Lorch speaks on this machine, and whose dates and figures it writes. */
import { Stored } from '../kit/stored.svelte';
import { usableTags } from './locale-guard';

/** The languages there are texts in, the one that is always at hand first. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What can be chosen. */
export const languageChoices = ['system', ...languages] as const;
export type LanguageChoice = (typeof languageChoices)[number];

/** The region whose dates are written where the person's own says nothing of the language. */
const REGIONS: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

const isChoice = (value: unknown): value is LanguageChoice =>
  (languageChoices as readonly unknown[]).includes(value);
const languageOf = (tag: string) => languages.find((one) => new RegExp(`^${one}\\b`, 'i').test(tag));
const offered = () => usableTags([...navigator.languages, navigator.language]);

/** The language of the page. */
class LanguageState {
  #choice = new Stored<LanguageChoice>('language', 'system', isChoice);
  /** The language whose texts are shown; it follows the choice as soon as they are there. */
  spoken = $state.raw<Language>('en');

  /** What is chosen. */
  get choice(): LanguageChoice {
    return this.#choice.value;
  }

  set choice(to: LanguageChoice) {
    this.#choice.value = to;
  }

  /** The language that the choice means: the system's first that Lorch speaks, else English. */
  get wanted(): Language {
    if (this.choice !== 'system') return this.choice;
    return offered().map(languageOf).find(Boolean) ?? 'en';
  }

  /** Tag for dates and figures: the person's own region of the language where they have one. */
  readonly tag = $derived(offered().find((tag) => languageOf(tag) === this.spoken) ?? REGIONS[this.spoken]);

  /** Tag whose region is the person's, whatever language is spoken: the one for dates where they have one, else their first. */
  readonly home = $derived(offered().find((tag) => languageOf(tag) === this.spoken) ?? offered()[0]);

  /** Reads the choice again: another window may have changed it. */
  hear(): void {
    this.#choice.hear();
  }
}

/** The one. */
export const language = new LanguageState();
