/** An empty Lorch, from the first steps to something worth looking at, by keys alone. */
import { violations } from '../harness/axe.mjs';
import { holds, same, until } from '../harness/until.mjs';

export const title = 'First steps';

const DEVICE = 'Is this your first device?';
const START = 'What do you want to start with?';

export async function play(test, lab) {
  const { feeds } = lab;
  const place = lab.place();
  const serving = await place.serve();
  let tab = await lab.tab();

  await test('an empty profile begins with the first steps, and the heading has the focus', async () => {
    await tab.signIn(serving.link);
    await tab.sees(DEVICE);
    await until('the heading has the focus', () => tab.ask(() => document.activeElement?.tagName === 'H1'));
  });
  await test('the device is named and starts fresh', async () => {
    await until('the field has the focus', async () => {
      await tab.press('Tab');
      return tab.ask(() => document.activeElement?.tagName === 'INPUT');
    });
    await tab.press('Control+a');
    await tab.type('harbour desk');
    await tabTo(tab, 'Start fresh');
    await tab.press('Enter');
    await tab.sees(START);
    await tab.sees('harbour desk, fresh');
    await until('the core knows', async () => (await stands(place)).this.name === 'harbour desk');
    await until('the heading has the focus', () => tab.ask(() => document.activeElement?.tagName === 'H1'));
  });
  await test('addresses are pasted, allowed and added by keys', async () => {
    await tabTo(tab, 'Add');
    await tab.press('Enter');
    await until('the field has the focus', () => tab.ask(() => document.activeElement?.tagName === 'TEXTAREA'));
    await tab.type(feeds.url('lantern-street.xml'));
    await tab.press('Enter');
    await tab.type(feeds.url('north-pier.xml'));
    await tabTo(tab, 'Add');
    await tab.press('Enter');
    await tab.sees(`Allow ${feeds.host}`);
    await tabTo(tab, `Allow ${feeds.host}`);
    await tab.press('Enter');
    await tab.sees('was added');
  });
  await test('the look is chosen by arrows, and the last step says what is there already', async () => {
    await tabTo(tab, 'Continue');
    await tab.press('Enter');
    await tab.sees('How should it look?');
    await tabTo(tab, 'System');
    await tab.press('Tab', 'ArrowRight', 'ArrowRight');
    await until('it is dark', () => tab.ask(() => document.documentElement.dataset.theme === 'dark'));
    await tab.press('ArrowLeft', 'ArrowLeft');
    await tabTo(tab, 'Continue');
    await tab.press('Enter');
    await tab.sees('That is all');
    await tab.sees('there already');
    await tabTo(tab, 'Open Today');
    await tab.press('Enter');
    await tab.sees('Worth reading');
  });
  await test('they do not come back by themselves, but from the palette', async () => {
    await tab.visit(`${serving.address}/today`);
    await tab.sees('Worth reading');
    await tab.press('Control+k');
    await until('the palette is open', () => tab.ask(() => document.activeElement?.type === 'search'));
    await tab.type('first steps');
    await tab.press('Enter');
    await tab.sees(DEVICE);
  });

  const bare = lab.place();
  const other = await bare.serve();
  tab = await lab.tab();
  await test('the sample is worth looking at within a minute, is tagged, and one button removes all of it', async () => {
    const began = Date.now();
    await tab.signIn(other.link);
    await tab.sees(DEVICE);
    await tabTo(tab, 'Skip');
    await tab.press('Enter');
    await tab.sees(START);
    await tabTo(tab, 'Explore with sample data');
    await tab.press('Enter');
    await tab.sees('How should it look?', { within: 50_000 });
    await tabTo(tab, 'Continue');
    await tab.press('Enter');
    await tabTo(tab, 'Open Today');
    await tab.press('Enter');
    await tab.sees('Worth reading');
    await tab.sees('Sample');
    holds(Date.now() - began < 60_000, 'it took more than a minute');
    await tabTo(tab, 'Remove sample data');
    await tab.press('Enter');
    await tab.sees('Your day will stand here');
    same((await bare.ask('feeds', 'list')).length, 0, 'feeds that are left');
  });

  for (const theme of ['light', 'dark']) {
    for (const width of [1360, 640, 320]) {
      await test(`${theme}, ${width} px: no violations on any step`, async () => {
        const page = await lab.tab({ theme, width });
        await page.signIn(await bare.link());
        await page.sees(DEVICE);
        const found = [...(await violations(page))];
        await tabTo(page, 'Join');
        await page.press('Enter');
        await page.sees('Ticket or code');
        found.push(...(await violations(page)));
        await tabTo(page, 'Skip');
        await page.press('Enter');
        await page.sees(START);
        found.push(...(await violations(page)));
        await tabTo(page, 'Skip');
        await page.press('Enter');
        await page.sees('How should it look?');
        found.push(...(await violations(page)));
        await tabTo(page, 'Continue');
        await page.press('Enter');
        await page.sees('That is all');
        found.push(...(await violations(page)));
        await page.close();
        same(found, [], 'violations');
      });
    }
  }
}

const stands = async (place) => JSON.parse(await place.run('api', 'GET', '/api/devices'));

async function tabTo(tab, name) {
  for (let step = 0; step < 40; step += 1) {
    await tab.press('Tab');
    if ((await tab.ask(() => document.activeElement?.textContent.trim())) === name) return;
  }
  throw new Error(`Tab never came to “${name}”`);
}
