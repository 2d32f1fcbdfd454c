/** The whole way without a pointer. */
import { same, until } from '../harness/until.mjs';

export const title = 'Keyboard';

const FIRST = 'The quiet hour of a sourdough';

export async function play(test, lab) {
  const { feeds } = lab;
  const place = lab.place();
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.signIn(serving.link);

  await test('the first steps are skipped by keys; from an empty Today, Tab and Enter lead to the field that adds a feed', async () => {
    await tab.sees('Is this your first device?');
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
    await until('the focus is somewhere again when the dialog has closed', () => tab.ask(() => document.activeElement !== document.body));
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
  await test('g m opens the Timeline; j and k choose a record, whose detail says where it comes from; Enter opens it', async () => {
    await goes(tab, 'gm', 'Timeline');
    await tab.press('j', 'j', 'k');
    await tab.sees('Where this comes from');
    await until('the first record is chosen', () => tab.ask((words) => document.querySelector('[role=option][aria-selected=true]')?.textContent.includes(words), FIRST));
    await tab.press('Enter');
    await tab.readerIs('the record', (state) => state.title === FIRST);
  });
  await test('g / searches; Tab and Space narrow the hits, / leads back to the words, Enter opens one', async () => {
    await tab.press('g', '/');
    await until('the field has the focus', () => tab.ask(() => document.activeElement?.getAttribute('role') === 'combobox'));
    await tab.type('fox');
    await until('it is found', () => tab.ask(() => document.querySelectorAll('[role=option] mark').length > 0));
    await tabTo(tab, 'Feeds');
    await tab.press(' ');
    await until('the address says so', () => tab.page.url().includes('source=feeds'));
    await tab.press('/', 'Enter');
    await tab.readerIs('what was found', (state) => state.title === FIRST);
  });
  await test('a rule is added in Settings and taken back by Ctrl Z', async () => {
    await tab.press('g', ',');
    await tab.sees('Rules');
    await tab.press('/');
    await focusIsOn(tab, 'Filter settings');
    await tab.type('rules');
    await tabTo(tab, 'Add a rule');
    await tab.press('Enter');
    await focusIsOn(tab, 'Words');
    await tab.type('sourdough');
    await tabTo(tab, 'Star');
    await tab.press(' ');
    await tabTo(tab, 'Add rule');
    await tab.press('Enter');
    await tab.sees('The rule “sourdough” was added');
    await focusIsOn(tab, 'Add a rule');
    await tab.press('Control+z');
    await tab.sees('Undone: ');
    await until('the rule is gone', async () => JSON.parse(await place.run('api', 'GET', '/api/reader/rules')).items.length === 0);
  });
  await test('a backup is made by keys', async () => {
    await tab.press('/', 'Control+a');
    await tab.type('backup');
    await tabTo(tab, 'Back up now');
    await tab.press('Enter');
    await until('there is one', async () => (await place.ask('backup', 'list')).length === 1);
  });
  await test('a feed is renamed and removed in Sources, and comes back', async () => {
    await goes(tab, 'go', 'Sources');
    await tab.press('j');
    await tabTo(tab, 'Title');
    await tab.press('Control+a');
    await tab.type('The bakery');
    await tabTo(tab, 'Save changes');
    await tab.press('Enter');
    await tab.sees('Title: The bakery');
    await tabTo(tab, 'Remove this feed');
    await tab.press('Enter');
    await tab.sees('“The bakery” was removed');
    await tab.press('Control+z');
    await until('it is back', async () => (await place.ask('feeds', 'list')).some((one) => one.title === 'The bakery'));
  });
  await test('g h opens the guide, / searches it, Tab and Enter open a page', async () => {
    await tab.press('g', 'h');
    await tab.sees('The first minute');
    await tab.press('/');
    await focusIsOn(tab, 'Search the guide');
    await tab.type('restore');
    await tabTo(tab, 'Backup and restore');
    await tab.press('Enter');
    await tab.sees('What happens by itself');
  });
  await test('wherever Tab leads, the focus can be seen', async () => {
    for (const [keys, words] of [['gt', /^Good /], ['gm', 'Timeline'], ['gr', 'Reader'], ['go', 'Sources']]) {
      await goes(tab, keys, words);
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

/** Goes to a room. Its page comes as a file of its own, and takes the focus when it is there. */
async function goes(tab, keys, words) {
  await tab.press(...keys);
  await until(`${words} has the focus`, async () => (await room(tab))?.match(words));
  await tab.rested();
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
    const { name: here } = await focused(tab);
    // A count or a passage may stand behind the name.
    if (here === name || here?.match(/^\D+(?= \d+$)/)?.[0] === name || (name.length > 12 && here?.startsWith(name))) return;
  }
  throw new Error(`Tab never came to “${name}”`);
}
