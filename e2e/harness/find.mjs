/** Looking at a page as a person does: by the words on it. These functions run inside the page and use nothing from outside. */

/** The visible control with this name: button, link, field, tab, menu item. */
export function control(name) {
  const words = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
  const nameOf = (element) => {
    const label = element.getAttribute('aria-label');
    if (label) return words(label);
    if (element.labels?.length) return words(element.labels[0].textContent);
    return words(element.textContent) || words(element.placeholder);
  };
  const all = document.querySelectorAll('button, a[href], input, select, [role=menuitem], [role=radio], [role=tab], [role=option]');
  const shown = [...all].filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled);
  // While a dialog is open, what is behind it can't be reached.
  const dialog = [...document.querySelectorAll('[role=dialog]')].at(-1);
  const reachable = dialog ? shown.filter((element) => dialog.contains(element)) : shown;
  return reachable.find((element) => nameOf(element) === name) ?? reachable.find((element) => nameOf(element).startsWith(name)) ?? null;
}

/** The row of a list that shows this text; of a table's row its first cell, since WebKit clicks no row as such. */
export function row(text) {
  const rows = [...document.querySelectorAll('[role=option], tbody tr')];
  const found = rows.find((element) => element.textContent.includes(text)) ?? null;
  return found?.querySelector('td, th') ?? found;
}

/** All visible words. */
export function visibleText() {
  return document.body.innerText.replace(/\s+/g, ' ');
}

/** What the Reader shows. */
export function readerState() {
  const toolbar = [...document.querySelectorAll('[role=toolbar] [aria-pressed]')];
  const pressed = (index) => toolbar[index]?.getAttribute('aria-pressed') === 'true';
  return {
    title: document.querySelector('article h2')?.textContent ?? null,
    rows: [...document.querySelectorAll('[role=option] .title')].map((element) => element.textContent),
    starred: pressed(0),
    read: pressed(1),
  };
}

/** The words that Search marked as found. */
export function marks() {
  return [...document.querySelectorAll('[role=option] mark')].map((element) => element.textContent.toLowerCase());
}
