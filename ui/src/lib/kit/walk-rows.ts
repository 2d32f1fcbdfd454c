/** Walking the rows of the page by keys. */

/** Moves the focus to the row `by` further; from elsewhere to the first. */
export function walkRows(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const now = rows.findIndex((row) => row === document.activeElement);
  const next = now < 0 ? 0 : Math.min(Math.max(now + by, 0), rows.length - 1);
  rows[next]?.focus();
}
