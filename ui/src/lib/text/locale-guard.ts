/**
 * First import of the entry. Some web views name their language `C` (WebKitGTK under LANG=C), which is not a
 * language tag, and whatever hands it to `Intl` while modules load throws. Here it becomes one that is.
 */

/** Whether `Intl` takes this language tag. */
export function usable(tag: unknown): tag is string {
  if (typeof tag !== 'string' || tag === '') return false;
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

/** The tags that can be used, English when none can. */
export function usableTags(tags: readonly unknown[]): [string, ...string[]] {
  const [first, ...rest] = tags.filter(usable);
  return first === undefined ? ['en-GB'] : [first, ...rest];
}

const offered = [navigator.language, ...(navigator.languages ?? [])];
if (!offered.every(usable)) {
  const tags = usableTags(offered);
  Object.defineProperty(navigator, 'language', { configurable: true, get: () => tags[0] });
  Object.defineProperty(navigator, 'languages', { configurable: true, get: () => tags });
}
