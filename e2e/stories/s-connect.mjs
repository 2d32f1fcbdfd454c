/** A source is connected by keys alone: what is read, a safe place, a token, the first import; then paused, ended, left. */
import { violations } from '../harness/axe.mjs';
import { GitHub } from '../harness/github.mjs';
import { misplaced } from '../harness/layout.mjs';
import { same, until } from '../harness/until.mjs';

export const title = 'Connect a source';

const PASSPHRASE = 'lantern harbour ledger tide';

export async function play(test, lab) {
  const github = await GitHub.start();
  try {
    await connected(test, lab, github);
  } finally {
    github.stop();
  }
}

async function connected(test, lab, github) {
  const place = lab.place();
  await place.run('allow', github.host);
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.signIn(serving.link);
  const connections = async () => JSON.parse(await place.run('api', 'GET', '/api/sources/connections')).items;
  const connection = async () => (await connections())[0];

  await test('an empty Coding says what will live there and leads to Connect', async () => {
    await tab.visit(`${serving.address}/settings`);
    await tab.press('g', 'c');
    await tab.sees('Every commit, change and review of yours will live here');
    same(await tab.ask(() => document.title), 'Coding – Lorch', 'the title of the page');
    await focus(tab, 'Connect GitHub');
    await tab.press('Enter');
    await tab.sees('Lorch will read from GitHub');
  });
  await test('the first step says in plain words what is read, and what never is', async () => {
    for (const words of ['Your commits: first line, branch', 'Your reviews of changes by others', 'It never reads', 'your code']) await tab.sees(words);
    same(await step(tab), 'Step 1 of 3: What is read', 'the step');
    await until('the way on has the focus', () => on(tab, 'Go on'));
    await tab.press('Enter');
  });
  await test('without a keyring a passphrase makes a file for the sign-in, typed twice', async () => {
    await tab.sees('There is no keyring on this computer');
    await until('the field has the focus', () => on(tab, 'Passphrase'));
    await tab.type(PASSPHRASE);
    await tab.press('Tab');
    await tab.type('lantern');
    await tab.sees('The two are not the same.');
    await tab.press('Control+a');
    await tab.type(PASSPHRASE);
    await tab.press('Enter');
    await until('a token is asked for', () => on(tab, 'Access token'));
    same(await step(tab), 'Step 2 of 3: Sign in', 'the step');
  });
  await test('a token that is refused is said below the field, and the page stays signed in', async () => {
    await tab.type('ghp_wrong');
    await tab.press('Tab');
    await tab.type(github.address);
    await tab.press('Enter');
    await until('the field says so', () => tab.ask(() => document.querySelector('[role=dialog] [aria-invalid]') !== null));
    same((await connections()).length, 0, 'connections');
  });
  await test('a good one connects, and the records are counted as they come', async () => {
    await tab.press('Shift+Tab', 'Control+a');
    await tab.type(github.token);
    await tab.press('Enter');
    await tab.sees('GitHub is connected');
    same(await step(tab), 'Step 3 of 3: First import', 'the step');
    await tab.sees('9 records');
    same((await connection()).name, 'octo-harbour', 'the account');
  });
  await test('it leads to Coding, where the commits and the merged change are', async () => {
    await until('the way there has the focus', () => on(tab, 'Open Coding'));
    await tab.press('Enter');
    await tab.sees('Merged “Recurring reminders”');
    await tab.sees('Say which clock was asked, part 1');
    await tab.sees('almanac/core #412');
  });
  await test('Sources lists it with how it does; j chooses it, and it can be paused and go on', async () => {
    await tab.visit(`${serving.address}/sources/connections`);
    await tab.sees('Healthy');
    await tab.press('j');
    await tab.sees('Never reads');
    await focus(tab, 'Pause');
    await tab.press('Enter');
    await tab.sees('Paused');
    same((await connection()).state, 'paused', 'its state');
    await focus(tab, 'Resume');
    await tab.press('Enter');
    await tab.sees('Healthy');
  });
  await test('a permission that ended is told of everywhere, and signing in again mends it', async () => {
    github.token = null;
    // Within a minute of the last answer GitHub wants to be left alone, whoever asks.
    const asked = async () => {
      await focus(tab, 'Fetch now').then(() => tab.press('Enter'));
      return until('it needs the person', async () => (await connection()).state === 'needs_you', { within: 5_000 });
    };
    await until('it was asked', asked, { within: 90_000 });
    await tab.sees('GitHub needs you');
    await tab.press('g', 'c');
    await tab.sees('GitHub asks you to sign in again');
    await tab.sees('Merged “Recurring reminders”');
    github.token = 'ghp_lantern';
    await focus(tab, 'Sign in to GitHub again');
    await tab.press('Enter');
    await until('the way on has the focus', () => on(tab, 'Go on'));
    await tab.press('Enter');
    await until('a token is asked for', () => on(tab, 'Access token'));
    await tab.type(github.token);
    await tab.press('Enter');
    await tab.sees('GitHub is connected');
    await tab.press('Escape');
    await until('it is well', async () => (await connection()).state === 'ok');
  });
  for (const theme of ['light', 'dark']) {
    for (const width of [1360, 640, 320]) {
      await test(`${theme}, ${width} px: no violations in Connections, its detail and each step of Connect`, async () => {
        const page = await lab.tab({ theme, width });
        await page.signIn(await place.link());
        await page.visit(`${serving.address}/sources/connections`);
        await page.sees('Connect more');
        const found = [...(await violations(page)), ...(await misplaced(page))];
        await page.press('j');
        await page.sees('Never reads');
        found.push(...(await violations(page)));
        await page.visit(`${serving.address}/sources/connections?do=connect&service=spotify`);
        await page.sees('Lorch will read from Spotify');
        found.push(...(await violations(page)));
        await until('the way on has the focus', () => on(page, 'Go on'));
        await page.press('Enter');
        await page.sees('Client ID');
        found.push(...(await violations(page)), ...(await misplaced(page)));
        same(found, [], 'violations');
        await page.close();
      });
    }
  }
  await test('leaving keeps the records; the token leaves the vault', async () => {
    await tab.visit(`${serving.address}/sources/connections`);
    await tab.press('j');
    await focus(tab, 'Disconnect, keep or erase data');
    await tab.press('Enter');
    await tab.sees('Disconnect GitHub?');
    await focus(tab, 'Disconnect');
    await tab.press('Enter');
    await tab.sees('No account is connected yet.');
    same((await connections()).length, 0, 'connections');
    const { entries } = JSON.parse(await place.run('api', 'GET', '/api/vault'));
    same(entries.filter(({ what }) => what === 'connection'), [], 'what the vault holds of it');
    await tab.press('g', 'c');
    await tab.sees('Merged “Recurring reminders”');
  });
  same(tab.complaints.filter((one) => !/401|404|409|422/.test(one)), [], 'what the page complained of');
}

/** Whether what has the focus is called so. */
const on = (tab, name) =>
  tab.ask((name) => {
    const focused = document.activeElement;
    const called = focused?.getAttribute('aria-label') ?? focused?.labels?.[0]?.textContent ?? focused?.textContent ?? '';
    return called.trim() === name;
  }, name);

/** Walks to a button by the Tab key. */
async function focus(tab, name) {
  await tab.sees(name);
  for (let steps = 0; steps < 80; steps += 1) {
    if (await on(tab, name)) return;
    await tab.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}`);
}

const step = (tab) => tab.ask(() => document.querySelector('[role=dialog] [aria-current=step]')?.getAttribute('aria-label'));
