/** The texts in force. Every read of one is live: what shows it changes with the language, without loading anew. */
import { en, type Catalogue } from './en';
import { language, type Language, type LanguageChoice } from './language.svelte';
import { units } from './units.svelte';

/** The other languages come when they are wanted. */
const others: Record<Exclude<Language, 'en'>, () => Promise<Catalogue>> = {
  de: async () => (await import('./de')).de,
};

let inForce = $state.raw<Catalogue>(en);

/** The shape of the catalogue, of which each text is looked up in the one in force when it is read. */
function live<T extends object>(shape: T, now: () => T): T {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(shape)) {
    const read = () => (now() as Record<string, unknown>)[key];
    const inner = typeof value === 'object' && value !== null ? live(value, read as () => object) : null;
    Object.defineProperty(out, key, { enumerable: true, get: inner ? () => inner : read });
  }
  return out as T;
}

/** The texts. */
export const t: Catalogue = live(en, () => inForce);

/** Puts the texts of the wanted language in force; where they cannot be loaded, what stands stays. */
async function speak(): Promise<void> {
  const { wanted } = language;
  try {
    const texts = wanted === 'en' ? en : await others[wanted]();
    // Another may have been chosen meanwhile.
    if (wanted !== language.wanted) return;
    inForce = texts;
    language.spoken = wanted;
  } catch {
    return;
  }
  document.documentElement.lang = language.spoken;
}

/** Chooses a language. */
export function chooseLanguage(to: LanguageChoice): Promise<void> {
  language.choice = to;
  return speak();
}

/** Speaks what is remembered, and follows another window and the system; done when the first texts are there. */
export async function startSpeaking(): Promise<void> {
  window.addEventListener('storage', ({ key }) => {
    if (key === 'lorch.units') units.hear();
    if (key !== 'lorch.language') return;
    language.hear();
    void speak();
  });
  window.addEventListener('languagechange', () => void speak());
  await speak();
}
