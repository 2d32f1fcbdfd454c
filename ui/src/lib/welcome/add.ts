/** Many addresses at once. */
import { api, codeOf, edited, inWords, need, Refused, why, type Feed } from '../api';

/** What became of one address. */
export type Outcome =
  { address: string; feed: Feed } | { address: string; why: string; allow: string | null };

/** The addresses of a text: one a line, or parted by spaces or commas; each once. */
export function addressesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}

/** Adds one address; a refusal is an outcome like any other. */
export async function add(address: string): Promise<Outcome> {
  try {
    return { address, feed: (await edited(api.POST('/api/reader/feeds', { body: { url: address } }))).data };
  } catch (fault) {
    if (codeOf(fault) !== 'address_refused' || !(fault instanceof Refused))
      return { address, why: why(fault), allow: null };
    return { address, why: inWords(fault.problem).title, allow: fault.problem.detail ?? null };
  }
}

/** Lets Lorch ask an address of this machine or of a private network, then adds it. */
export async function allowAndAdd(outcome: Extract<Outcome, { why: string }>): Promise<Outcome> {
  try {
    await need(api.POST('/api/sources/allowed', { body: { address: outcome.allow ?? '' } }));
  } catch (fault) {
    return { ...outcome, why: why(fault) };
  }
  return add(outcome.address);
}
