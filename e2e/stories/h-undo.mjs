/** What was done is taken back: by key, from a toast, from the bin and from the history. */
import { same, until } from '../harness/until.mjs';

export const title = 'Undo';

const ARTICLE = 'The quiet hour of a sourdough';
const FEED = 'Tin Roof Radio';

export async function play(test, lab) {
  const place = await lab.furnished();
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.signIn(serving.link);
  const article = async () => (await place.ask('articles', '--all')).find((one) => one.title === ARTICLE);
  const feed = async () => (await place.ask('feeds', 'list')).find((one) => one.title === FEED);

  await test('Ctrl Z takes a star back and says so; Ctrl Shift Z and Ctrl Y set it again', async () => {
    await openArticle(tab);
    await tab.press('s');
    await tab.readerIs('a star', (state) => state.starred);
    for (const redo of ['Control+Shift+z', 'Control+y']) {
      await tab.press('Control+z');
      await tab.sees(`Undone: starred “${ARTICLE}”`);
      await tab.readerIs('no star', (state) => !state.starred);
      same((await article()).starred, false, 'the star in the core');
      await tab.press(redo);
      await tab.sees(`Done again: starred “${ARTICLE}”`);
      await tab.readerIs('the star again', (state) => state.starred);
    }
  });
  await test('in a text field Ctrl Z belongs to the field', async () => {
    await tab.press('/');
    await until('the filter has the focus', () => tab.ask(() => document.activeElement?.tagName === 'INPUT'));
    await tab.type('honey');
    await tab.press('Control+z');
    await until('the field took its text back', () => tab.ask(() => document.activeElement.value !== 'honey'));
    await tab.press('Escape');
    same((await article()).starred, true, 'the star');
  });
  await test('all are marked as read, and Undo on the toast takes exactly that back', async () => {
    const unread = async () => (await place.ask('articles', '--all')).filter((one) => !one.read).map((one) => one.id);
    const before = await unread();
    await tab.click('More actions');
    await tab.click('Mark all as read');
    await tab.sees('marked as read');
    same(await unread(), [], 'unread articles');
    await tab.click('Undo');
    await until('they are unread again', async () => (await unread()).join() === before.join());
  });
  await test('a feed that was removed comes back by Ctrl Z with all of its articles', async () => {
    const before = await feed();
    await remove(tab);
    same(await feed(), undefined, 'the feed in the core');
    await tab.press('Control+z');
    await tab.sees(`Undone: removed “${FEED}”`);
    await until('the feed is back', async () => (await feed())?.articles === before.articles);
    same((await feed()).folder, before.folder, 'its folder');
  });
  await test('it lies in the bin, from where it is restored', async () => {
    const before = await feed();
    await remove(tab);
    await tab.goTo('Settings');
    await tab.click(`Restore “${FEED}”`);
    await tab.sees(`“${FEED}” is back`);
    await tab.sees('The bin is empty');
    same((await feed()).articles, before.articles, 'its articles');
  });
  await test('the history lists what was done, and takes back any of it', async () => {
    await tab.goTo('Settings');
    await tab.click(`Undo: starred “${ARTICLE}”`);
    await until('the star is gone', async () => !(await article()).starred);
    await tab.click(`Redo: starred “${ARTICLE}”`);
    await until('the star is back', async () => (await article()).starred);
  });
  await test('a former state of a feed is restored from its detail', async () => {
    await tab.goTo('Sources');
    await tab.clickRow(FEED);
    await tab.fill('Title', 'Another name');
    await tab.click('Save changes');
    await tab.sees('→ Another name');
    await tab.click('Go back to this');
    await tab.sees('is as it was');
    await until('the title is the old one again', async () => (await feed()) !== undefined);
  });
}

async function openArticle(tab) {
  await tab.goTo('Reader');
  await tab.click('All');
  await tab.clickRow(ARTICLE);
  await tab.readerIs('the article', (state) => state.title === ARTICLE);
}

async function remove(tab) {
  await tab.goTo('Sources');
  await tab.clickRow(FEED);
  await tab.click('Remove this feed');
  await tab.sees(`“${FEED}” was removed`);
}
