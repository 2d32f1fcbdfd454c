/** The Inbox by keys alone: a reminder comes, is put off, comes back, is done, is cleared, and undone. */
import { violations } from '../harness/axe.mjs';
import { same, until } from '../harness/until.mjs';

export const title = 'Inbox';

/** Reminders come with the minute. */
const A_MINUTE = { within: 90_000 };

export async function play(test, lab) {
  const place = lab.place();
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.signIn(serving.link);
  const done = async () => (await place.ask('plan', 'list', '--done')).map((one) => one.title);

  await test('g n leads there; an empty Inbox says what will come in', async () => {
    await tab.visit(`${serving.address}/settings`);
    await tab.press('g', 'n');
    await tab.sees('Nothing is waiting for you');
    await tab.sees('Reminders come in here');
    same(await tab.ask(() => document.title), 'Inbox – Lorch', 'the title of the page');
  });
  await test('a line of the Planner says when it will remind, and the list beside the month has it', async () => {
    await tab.press('g', 'p');
    await until('the month is open', () => tab.ask(() => document.querySelector('[role=grid]') !== null));
    await tab.press('c');
    await until('the line has the focus', () => tab.ask(() => document.activeElement?.tagName === 'INPUT'));
    await tab.type('choir rehearsal tomorrow 19:30 remind 30 min before');
    await tab.sees('reminder 30 min before');
    await tab.press('Enter');
    await tab.sees('“choir rehearsal” is planned');
    await tab.press('Escape');
    await tab.sees('tomorrow 19:00');
  });
  await test('a reminder that fell due comes in, and the sidebar counts it', async () => {
    await plan(place, 'Oil the lamp');
    await plan(place, 'Post the parcel');
    // With them comes, once, that nothing here shows notices.
    await until('the sidebar counts three', () => tab.ask(() => document.querySelector('nav .badge')?.textContent === '3'), A_MINUTE);
    await tab.press('g', 'n');
    for (const words of ['Oil the lamp', 'Post the parcel', 'reminder you set, at its start', '2 need you', 'This computer shows no notices']) await tab.sees(words);
  });
  await test('h puts it off, Snoozed has it with the time, and it is brought back', async () => {
    await choose(tab, 'Oil the lamp');
    await tab.press('h');
    await until('the menu has the focus', () => tab.ask(() => document.activeElement?.closest('[role=menu]') !== null));
    await tab.press('ArrowDown', 'Enter');
    await tab.sees('“Oil the lamp” comes back');
    await until('the row left', async () => !(await rows(tab)).includes('Oil the lamp'));
    await until('the core knows', async () => (await notices(place, 'snoozed')).length === 1);
    await show(tab, 'Snoozed');
    await choose(tab, 'Oil the lamp');
    await tab.press('.');
    await tab.click('Bring back');
    await tab.sees('Nothing is snoozed');
    await show(tab, 'All');
    await tab.sees('Oil the lamp');
  });
  await test('x says that it is done: the task is, and Ctrl Z opens it again', async () => {
    await choose(tab, 'Oil the lamp');
    await tab.press('x');
    await tab.sees('“Oil the lamp” is done');
    same(await done(), ['Oil the lamp'], 'what the Planner has as done');
    await tab.press('Control+z');
    await until('it is open again', async () => (await done()).length === 0);
  });
  await test('d clears, Ctrl Z brings it back where it stood, and Cleared keeps it', async () => {
    const before = await rows(tab);
    await choose(tab, 'Post the parcel');
    await tab.press('d');
    await until('it left', async () => !(await rows(tab)).includes('Post the parcel'));
    await tab.sees('was cleared');
    await tab.press('Control+z');
    await until('it is back where it stood', async () => (await rows(tab)).join() === before.join());
    await choose(tab, 'Post the parcel');
    await tab.press('d');
    await until('it left again', async () => !(await rows(tab)).includes('Post the parcel'));
    await show(tab, 'Cleared');
    await tab.sees('Post the parcel');
    await show(tab, 'All');
  });
  await test('Enter leads to it in the Planner', async () => {
    await choose(tab, 'Oil the lamp');
    await tab.press('Enter');
    await tab.sees('Save changes');
    same(await tab.ask(() => document.querySelector('form input').value), 'Oil the lamp', 'what is edited');
    await tab.press('Escape');
    await tab.press('g', 'n');
  });
  await test('a muted kind no longer comes in; Settings lets it be heard again', async () => {
    await choose(tab, 'Oil the lamp');
    await tab.press('.');
    await tab.click('Mute: Reminders');
    await tab.sees('Muted: Reminders');
    await plan(place, 'Wind the clock');
    await until('it lies with what was cleared', async () => (await notices(place, 'archived')).some((one) => one.title === 'Wind the clock'), A_MINUTE);
    await tab.visit(`${serving.address}/settings/notices`);
    await tab.sees('Inbox only');
    await tab.click('Tell me: Reminders');
    await until('it is heard again', async () => (await kinds(place)).every((one) => !one.muted));
  });
  for (const theme of ['light', 'dark']) {
    for (const width of [1360, 640, 320]) {
      await test(`${theme}, ${width} px: no violations in Inbox, its menu and the notices of Settings`, async () => {
        const page = await lab.tab({ theme, width });
        await page.signIn(await place.link());
        await page.visit(`${serving.address}/inbox`);
        await page.sees('Oil the lamp');
        const found = await violations(page);
        await page.press('j', '.');
        await page.sees('Snooze: 10 min');
        found.push(...(await violations(page)));
        await page.visit(`${serving.address}/settings/notices`);
        await page.sees('Feeds that fail');
        found.push(...(await violations(page)));
        same(found, [], 'violations');
        await page.close();
      });
    }
  }
  same(tab.complaints.filter((one) => !one.includes('422')), [], 'what the page complained of');
}

/** A task that begins with the next minute, with a reminder at its start. */
function plan(place, title) {
  const start = new Date(Date.now() + 60_000).toLocaleString('sv', { timeZone: 'Europe/Berlin' }).slice(0, 16).replace(' ', 'T');
  const body = { title, kind: 'task', start, minutes: 20, zone: 'Europe/Berlin', reminder: { before: 0 } };
  return place.run('api', 'POST', '/api/planner/activities', JSON.stringify(body));
}
const answer = async (place, path) => JSON.parse(await place.run('api', 'GET', path)).items;
const notices = (place, which) => answer(place, `/api/inbox?which=${which}`);
const kinds = (place) => answer(place, '/api/inbox/kinds');
const rows = (tab) => tab.ask(() => [...document.querySelectorAll('main [role=option] .title')].map(({ textContent }) => textContent));

/** Chooses a filter as arrows do. */
async function show(tab, name) {
  await tab.ask(() => document.querySelector('[role=radio][aria-checked=true]').focus());
  for (let step = 0; step < 8; step += 1) {
    const now = await tab.ask(() => document.activeElement.textContent);
    if (now.startsWith(name)) break;
    await tab.press('ArrowRight');
  }
  await tab.ask(() => document.activeElement.blur());
}

/** Walks to a row by j. */
async function choose(tab, name) {
  // A notice at the foot of the page may say its name, too.
  await until(`${name} is listed`, async () => (await rows(tab)).includes(name));
  const chosen = () => tab.ask(() => document.querySelector('main [role=option][aria-selected=true] .title')?.textContent);
  await tab.press('Home');
  for (let step = 0; step < 20; step += 1) {
    const now = await until('a row is chosen', chosen);
    if (now === name) return;
    await tab.press('j');
    await until('the next row is chosen', async () => (await chosen()) !== now);
  }
  throw new Error(`j does not lead to ${name}`);
}
