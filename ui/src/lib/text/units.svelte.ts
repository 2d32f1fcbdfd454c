/** Which units temperatures are shown in on this machine. What is kept and exchanged is metric always. */
import { Stored } from '../kit/stored.svelte';
import { language } from './language.svelte';

/** What can be chosen. */
export const unitChoices = ['system', 'metric', 'imperial'] as const;
export type UnitChoice = (typeof unitChoices)[number];

/** Regions that tell temperatures in Fahrenheit: `unitPreferenceData` of CLDR, with what belongs to the United States. */
const FAHRENHEIT = ['US', 'AS', 'BS', 'BZ', 'FM', 'GU', 'KY', 'MH', 'MP', 'PR', 'PW', 'UM', 'VI'];

const isChoice = (value: unknown): value is UnitChoice => (unitChoices as readonly unknown[]).includes(value);

/** The region that a language tag means: `en` alone is that of the United States, whose dates it has, too. */
export function regionOf(tag: string): string | undefined {
  return new Intl.Locale(tag).maximize().region;
}

/** The units in force. */
class Units {
  #choice = new Stored<UnitChoice>('units', 'system', isChoice);

  /** What is chosen. */
  get choice(): UnitChoice {
    return this.#choice.value;
  }

  set choice(to: UnitChoice) {
    this.#choice.value = to;
  }

  /** Whether temperatures are told in Fahrenheit. */
  readonly fahrenheit = $derived(
    this.choice === 'system'
      ? FAHRENHEIT.includes(regionOf(language.home) ?? '')
      : this.choice === 'imperial',
  );

  /** Reads the choice again: another window may have changed it. */
  hear(): void {
    this.#choice.hear();
  }
}

/** The one. */
export const units = new Units();

/** Degrees Celsius in the unit in force, for scales and lines. */
export const inDegrees = (celsius: number): number => (units.fahrenheit ? celsius * 1.8 + 32 : celsius);

const made = new Map<string, Intl.NumberFormat>();

/** Degrees that are in the unit in force already, in words: `54°C`, `129°F`. */
export function degrees(n: number): string {
  const unit = units.fahrenheit ? 'fahrenheit' : 'celsius';
  const key = `${language.tag} ${unit}`;
  const format =
    made.get(key) ?? new Intl.NumberFormat(language.tag, { style: 'unit', unit, maximumFractionDigits: 0 });
  made.set(key, format);
  return format.format(n);
}
