/** A copy is made, something changes, the copy is restored: in the page and in the window, without a reload. */
import { same, until } from '../harness/until.mjs';

export const title = 'Backup';

const FEED = 'Tin Roof Radio';

export async function play(test, lab) {
  const place = await lab.furnished();
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.signIn(serving.link);
  await backAndForth(test, tab, place, 'the page');
  await serving.stop();
  const window = await lab.window(place);
  await backAndForth(test, window, place, 'the window');
  await window.close();
}

async function backAndForth(test, screen, place, where) {
  const feeds = async () => (await place.ask('feeds', 'list')).map((feed) => feed.title);
  const all = await feeds();
  await test(`${where}: a copy is made and listed`, async () => {
    await screen.goTo('Settings');
    await screen.click('Back up now');
    await screen.sees('was made and read back');
    await screen.sees('By hand');
  });
  await test(`${where}: after a feed was removed, the copy brings it back; nothing was loaded again`, async () => {
    await screen.goTo('Sources');
    await screen.clickRow(FEED);
    await screen.click('Remove this feed');
    await screen.sees(`“${FEED}” was removed`);
    await screen.ask(() => void (globalThis.sameDocument = true));
    await screen.goTo('Settings');
    await screen.click('Restore the copy of');
    await screen.sees('Nothing is overwritten');
    await screen.click('Restore this copy');
    await screen.sees('Everything is as it was on');
    await screen.goTo('Sources');
    await screen.sees(FEED);
    same(await screen.ask(() => globalThis.sameDocument), true, 'the page is still the same');
    same(await feeds(), all, 'the feeds in the core');
  });
  await test(`${where}: what was there before lies in the list, and leads forward again`, async () => {
    await screen.goTo('Settings');
    await screen.sees('Before a restore');
    await screen.ask(() => {
      const row = [...document.querySelectorAll('tbody tr')].find((one) => one.textContent.includes('Before a restore'));
      row.querySelector('button').click();
    });
    await screen.click('Restore this copy');
    await until('the feed is gone again', async () => !(await feeds()).includes(FEED));
    await screen.asksNothing();
    await screen.goTo('Settings');
    await screen.click('Restore the copy of');
    await screen.click('Cancel');
    await screen.click(`Undo: removed “${FEED}”`);
    await until('the feed is back', async () => (await feeds()).includes(FEED));
  });
  await test(`${where}: a check passes`, async () => {
    await screen.click('Check now');
    await screen.sees('Everything is in order');
  });
}
