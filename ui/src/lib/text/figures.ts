/** Figures as the language in force writes them, and the words that go with them. */
import { language } from './language.svelte';

const made = new Map<string, Intl.NumberFormat>();

/** A figure with the locale's separators, `digits` after the point at most and `least` at least. */
export function count(n: number, digits = 0, least = 0): string {
  return written(n, digits, 'decimal', least);
}

/** A part of a hundred with its sign as the locale writes it: `65%`, `65 %`. */
export function percent(n: number, digits = 0): string {
  return written(n / 100, digits, 'percent');
}

function written(n: number, digits: number, style: 'decimal' | 'percent', least = 0): string {
  const key = `${language.tag} ${style} ${digits} ${least}`;
  const format =
    made.get(key) ??
    new Intl.NumberFormat(language.tag, {
      style,
      maximumFractionDigits: digits,
      minimumFractionDigits: least,
    });
  made.set(key, format);
  return format.format(n);
}

/** Names a number of things by the plural rules of a language that knows one and many. */
export function plurals(of: string): (n: number, one: string, more: string) => string {
  const rules = new Intl.PluralRules(of);
  return (n, one, more) => `${count(n)} ${rules.select(n) === 'one' ? one : more}`;
}
