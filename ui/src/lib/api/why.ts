/** Faults in words. */
import { sentence, t } from '../text';
import { Refused, Unreachable } from './refusal';

/** A fault of the core in the language of the page: its own words are English. */
export function inWords(fault: { code: string; title: string; hint?: string | null | undefined }): {
  title: string;
  hint: string | undefined;
} {
  const own = t.problem(fault.code);
  return own ? { title: own[0], hint: own[1] } : { title: fault.title, hint: fault.hint ?? undefined };
}

/** What happened, and what to do where the core says it: short enough for a toast or the foot of a field. */
export function why(fault: unknown): string {
  if (fault instanceof Refused) {
    const { title, hint } = inWords(fault.problem);
    return hint ? `${sentence(title)} ${hint}` : title;
  }
  if (fault instanceof Unreachable) return t.fault.unreachable;
  // Neither a refusal nor silence: a mistake of this page, which the console may tell whoever looks for it.
  console.error(fault);
  return t.fault.unexpected;
}

/** The same with room to say what still works. */
export function explain(fault: unknown): string {
  return fault instanceof Unreachable
    ? `${sentence(t.fault.unreachable)} ${t.fault.unreachableText}`
    : why(fault);
}
