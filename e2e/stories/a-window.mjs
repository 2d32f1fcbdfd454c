/** The real window, from the first run to a kill and back. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { desktop, Program } from '../harness/programs.mjs';
import { same, until } from '../harness/until.mjs';
import { addByAddress, hostileIsHarmless, importFifty, marksAreKept, nothingStruck, readByKeys, searchAndOpen } from './reading.mjs';

export const title = 'The window';

const PLACE = { x: 120, y: 60, width: 1180, height: 760 };

export async function play(test, lab) {
  const { feeds } = lab;
  const place = lab.place();
  let window;

  await test('the window opens on an empty profile', async () => {
    window = await lab.window(place);
    same((await window.frames()).length, 1, 'windows on the display');
  });
  await addByAddress(test, window, feeds);
  await readByKeys(test, window, place);
  await searchAndOpen(test, window);
  await importFifty(test, window, place, feeds);
  await test('feeds that the terminal imports appear in the open window', async () => {
    await place.run('feeds', 'import', place.write('invented.opml', feeds.invented));
    await window.sees('57 feeds');
    await window.sees('North Pier Almanac');
  });
  await hostileIsHarmless(test, window, place, feeds);
  await test('a link in an article opens outside, without its tracking, and the window stays', async () => {
    await window.click('outside.example');
    await until('the link was opened', () => place.opened.length > 0);
    same(place.opened, ['https://outside.example/page'], 'what was opened');
    await window.readerIs('the article still', (state) => state.title?.startsWith('Hostile'));
  });
  await test('a second start on the same profile leaves with 0 and opens no second window', async () => {
    const second = new Program(desktop, [], { env: place.env });
    same(await second.leaves(), 0, 'how the second start ended');
    same((await window.frames()).length, 1, 'windows on the display');
  });
  await test('the place of the window is remembered', async () => {
    await lab.x11.place((await window.frame()).id, PLACE);
    await until('the page has the new width', () => window.ask((width) => innerWidth === width, PLACE.width));
    await until('the place was kept', () => rememberedWidth(place) === PLACE.width);
  });
  await test('closed and opened again, everything is there', async () => {
    await window.close();
    window = await lab.window(place);
    await everythingIsThere(window, place);
    const { x, y, width, height } = await window.frame();
    same({ x, y, width, height }, PLACE, 'the place of the window');
  });
  await test('killed and opened again, everything is there', async () => {
    await window.kill();
    window = await lab.window(place);
    await everythingIsThere(window, place);
    await nothingStruck(window, feeds);
    await window.close();
  });
  await inPlainC(test, lab);
}

async function everythingIsThere(window, place) {
  await window.goTo('Sources');
  await window.sees('58 feeds');
  await window.goTo('Reader');
  await window.click('Starred');
  await window.readerIs('the starred article', (state) => state.rows.includes('The quiet hour of a sourdough'));
  await marksAreKept(place);
  await window.finds('fox');
}

function rememberedWidth(place) {
  const state = join(place.env.XDG_STATE_HOME, 'lorch');
  const [profile] = readdirSync(state);
  return JSON.parse(readFileSync(join(state, profile, 'window.json'), 'utf8')).width;
}

/** The short way once more where the system has no language at all. */
async function inPlainC(test, lab) {
  await test('with LANG=C the short way is the same', async () => {
    const place = lab.place({ LANG: 'C', LC_ALL: 'C' });
    let window = await lab.window(place);
    const together = (_, body) => body();
    await addByAddress(together, window, { ...lab.feeds, hits: new Map(), url: (path) => lab.feeds.url(path) });
    await readByKeys(together, window, place);
    await searchAndOpen(together, window);
    await window.kill();
    window = await lab.window(place);
    await marksAreKept(place);
    await window.close();
  });
}
