/** The whole way without a pointer. */
import { holds, same, until } from '../harness/until.mjs';

export const title = 'Keyboard';

const FIRST = 'The quiet hour of a sourdough';

export async function play(test, lab) {
  const { feeds } = lab;
  const place = lab.place();
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.signIn(serving.link);

  await test('the first steps are skipped by keys; from an empty Today, Tab and Enter lead to the field that adds a feed', async () => {
    await tab.sees('What do you want to start with?');
    await tabTo(tab, 'Skip all');
    await tab.press('Enter');
    await tab.sees('Your day will stand here');
    await tabTo(tab, 'Add a feed');
    await tab.press('Enter');
    await focusIsOn(tab, 'Address');
  });
  await test('a feed is added: type, Enter, Tab to Allow, Enter', async () => {
    await tab.type(feeds.url('lantern-street.xml'));
    await tab.press('Enter');
    await tab.sees(`Allow ${feeds.host}`);
    await tabTo(tab, `Allow ${feeds.host}`);
    await tab.press('Enter');
    await tab.sees('Lantern Street Bakery Notes was added');
    holds(await tab.ask(() => document.activeElement !== document.body), 'the focus was lost when the dialog closed');
  });
  await test('g r opens the Reader; j reads, s stars, o and Escape move between list and text', async () => {
    await tab.press('g', 'r');
    await tab.readerIs('the list', (state) => state.rows.length > 0);
    await tab.press('j');
    await tab.readerIs('the first article, read', (state) => state.title === FIRST && state.read);
    await tab.press('s');
    await tab.readerIs('a star', (state) => state.starred);
    await tab.press('o');
    await until('the text has the focus', () => tab.ask(() => document.activeElement?.tagName === 'ARTICLE'));
    await tab.press('Escape');
    await until('the list has the focus', () => tab.ask(() => document.activeElement?.getAttribute('role') === 'listbox'));
  });
  await test('/ filters the list, Escape gives it back', async () => {
    await tab.press('/');
    await focusIsOn(tab, 'Filter');
    await tab.type('honey');
    await tab.readerIs('what matches', (state) => state.rows.length === 1 && state.rows[0].includes('honey'));
    await tab.press('Escape');
    await tab.readerIs('everything again', (state) => state.rows.length > 1);
  });
  await test('Ctrl K searches, arrows choose, Enter opens', async () => {
    await tab.finds('tray');
    await tab.press('ArrowDown', 'ArrowUp', 'Enter');
    await tab.readerIs('what was found', (state) => state.title !== null && state.title !== FIRST);
  });
  await test('? lists the keys of this screen, and Escape puts the focus back', async () => {
    await tab.press('?');
    await tab.sees('Keyboard shortcuts');
    await tab.sees('Next article');
    await tab.press('Escape');
    await tab.missesSoon('Keyboard shortcuts');
  });
  await test('wherever Tab leads, the focus can be seen', async () => {
    for (const [keys, words] of [['gt', /^Good /], ['gm', 'Timeline'], ['gr', 'Reader'], ['go', 'Sources']]) {
      await tab.press(...keys);
      // The page of the room comes as a file of its own, and takes the focus when it is there.
      await until(`${words} has the focus`, async () => (await room(tab))?.match(words));
      const unseen = [];
      for (let step = 0; step < 25; step += 1) {
        await tab.press('Tab');
        const focus = await focused(tab);
        if (focus.name !== null && !focus.visible) unseen.push(focus.name);
      }
      same(unseen, [], `stops in ${words} where the focus can't be seen`);
    }
  });
}

/** What has the focus: its name, and whether a ring is drawn. `name` is null where the browser's own frame has it. */
function focused(tab) {
  return tab.ask(() => {
    const element = document.activeElement;
    if (element === document.body) return { name: null, visible: true };
    const style = getComputedStyle(element);
    const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
    return { name: name.replace(/\s+/g, ' ').trim(), visible: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };
  });
}

/** The room that has the focus, by its heading; null while the focus is elsewhere. */
function room(tab) {
  return tab.ask(() => {
    const main = document.querySelector('main');
    return main?.contains(document.activeElement) ? (main.querySelector('h1')?.textContent.trim() ?? null) : null;
  });
}

function focusIsOn(tab, name) {
  return until(`the focus is on “${name}”`, async () => (await focused(tab)).name?.startsWith(name));
}

async function tabTo(tab, name) {
  for (let step = 0; step < 40; step += 1) {
    await tab.press('Tab');
    if ((await focused(tab)).name === name) return;
  }
  throw new Error(`Tab never came to “${name}”`);
}
