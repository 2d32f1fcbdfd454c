/** The Planner by keys and by pointer: a line, the list, the month, what repeats. */
import { violations } from '../harness/axe.mjs';
import { holds, same, until } from '../harness/until.mjs';

export const title = 'Planner';

export async function play(test, lab) {
  const place = lab.place();
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.signIn(serving.link);
  const [today, soon] = [dayFrom(0), dayInMonth()];
  const planned = async () => (await place.ask('plan', 'list', '--everything')).map((one) => one.title ?? one.activity?.title);

  await test('g p leads there; an empty Planner says what will stand here', async () => {
    await tab.visit(`${serving.address}/settings`);
    await tab.press('g', 'p');
    await until('the month is open', () => tab.ask(() => document.querySelector('[role=grid]') !== null));
    await tab.press('4');
    await tab.sees('What you intend and what is fixed will stand here');
    same(await tab.ask(() => document.title), 'Planner – Lorch', 'the title of the page');
    same(await tab.ask(() => document.querySelector('[role=radio][aria-checked=true]').textContent), 'List', 'the view that is named');
  });
  await test('c, a line, Enter: it shows how it is understood, plans it, and Undo takes it back', async () => {
    await tab.press('c');
    await tab.type('post office today 17:00 20 min');
    await tab.sees('Event');
    await tab.sees('20 min');
    await tab.press('Enter');
    await tab.sees('“post office” is planned');
    same(await planned(), ['post office'], 'what the core has');
    await tab.click('Undo');
    await until('it is gone', async () => (await planned()).length === 0);
    await line(tab, 'buy milk');
    await line(tab, `todo call the boatyard ${today}`);
    await tab.press('Escape');
    await tab.sees('To plan');
  });
  await test('j and d complete a task, which stays where it stands; Ctrl Z opens it again', async () => {
    await tab.press('j');
    await tab.press('d');
    await until('it is done', () => optionSays(tab, 'call the boatyard', 'done'));
    await until('the core knows', async () => (await place.ask('plan', 'list', '--done')).length === 1);
    await tab.press('Control+z');
    await until('it is open again', async () => (await place.ask('plan', 'list', '--done')).length === 0);
  });
  await test('the month by keys: arrows walk, Enter goes to the entries, Esc back, Alt and an arrow move', async () => {
    await line(tab, `dentist ${soon} 9:30 45 min`);
    await tab.press('Escape', '1');
    await until('it stands on its day', () => stands(tab, 'dentist', soon));
    await walkTo(tab, soon);
    await tab.press('Enter');
    await until('the entry has the focus', () => focusIs(tab, 'dentist'));
    await tab.press('Alt+ArrowRight');
    await until('it moved by a day, with the focus', async () => (await stands(tab, 'dentist', dayFrom(1, soon))) && focusIs(tab, 'dentist'));
    await tab.sees('“dentist” moved to');
    await tab.press('Control+z');
    await until('it is back', () => stands(tab, 'dentist', soon));
  });
  await test('the pointer moves it, too, and plans what waits for a day', async () => {
    const to = dayFrom(2, soon);
    await drag(tab, '[data-title="dentist"]', to);
    await until('it moved', () => stands(tab, 'dentist', to));
    await drag(tab, 'aside button[data-entry]', to);
    await until('the task has a day', () => stands(tab, 'buy milk', to));
    await until('the core knows', async () => (await place.ask('plan', 'list', '--unscheduled')).every((one) => one.title !== 'buy milk'));
  });
  await test('of what repeats one, or this and later, or all are changed and removed', async () => {
    await line(tab, `run every week ${soon} 7:00`);
    await tab.press('Escape');
    await until('it stands there', () => stands(tab, 'run', soon));
    await walkTo(tab, soon);
    await tab.press('Enter');
    await until('the entry has the focus', () => focusIs(tab, 'run'));
    await tab.press('Alt+ArrowRight');
    await tab.sees('What do you want to change?');
    await tab.click('This one');
    await until('one moved', () => stands(tab, 'run', dayFrom(1, soon)));
    await tab.missesSoon('What do you want to change?');
    await until('the next stayed', () => stands(tab, 'run', dayFrom(7, soon)));
    await tab.ask((day) => document.querySelector(`[data-day="${day}"] [data-title=run]`).focus(), dayFrom(1, soon));
    await tab.press('Delete');
    await tab.sees('What do you want to remove?');
    await tab.click('All of them');
    await until('all are gone', () => tab.ask(() => document.querySelector('[data-title=run]') === null));
    await tab.press('Control+z');
    await until('they are back', () => stands(tab, 'run', dayFrom(1, soon)));
  });
  await test('the list reaches back, and the editor changes what is chosen there', async () => {
    await tab.press('4', '[');
    await tab.clickRow('dentist');
    await tab.fill('Title', 'Dr Ash');
    await tab.click('Save changes');
    await tab.sees('“Dr Ash” was changed');
    holds((await planned()).includes('Dr Ash'), 'the core has the new title');
  });
  await test('Today says what is planned', async () => {
    await tab.press('Escape');
    await tab.ask(() => document.activeElement?.blur());
    await tab.press('g', 't');
    await tab.sees('Today’s plan');
    await tab.sees('call the boatyard');
  });
  for (const theme of ['light', 'dark']) {
    for (const width of [1360, 640, 320]) {
      await test(`${theme}, ${width} px: no violations in month, list and editor`, async () => {
        const page = await lab.tab({ theme, width });
        await page.signIn(await place.link());
        await page.visit(`${serving.address}/planner`);
        await until('the month is open', () => page.ask(() => document.querySelector('[role=grid]') !== null));
        const found = await violations(page);
        await page.press('4');
        await page.sees('call the boatyard');
        found.push(...(await violations(page)));
        await page.press('j', 'e');
        await page.sees('Save changes');
        found.push(...(await violations(page)));
        same(found, [], 'violations');
        await page.close();
      });
    }
  }
  // A line without a title yet is refused, and Chromium says so.
  same(tab.complaints.filter((one) => !one.includes('422')), [], 'what the page complained of');
}

const two = (n) => String(n).padStart(2, '0');
/** The day so many days after another, as Berlin names today. */
function dayFrom(by, from = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Berlin' })) {
  const [year, month, day] = from.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day + by, 12)).toISOString().slice(0, 10);
}
/** A day of this month with room for a fortnight around it in the same six weeks, and not today. */
function dayInMonth() {
  const today = dayFrom(0);
  return `${today.slice(0, 8)}${two(today.endsWith('-10') ? 11 : 10)}`;
}

async function line(tab, text) {
  const inside = () => tab.ask(() => document.activeElement?.tagName === 'INPUT');
  if (!(await inside())) await tab.press('c');
  await until('the line has the focus', inside);
  await tab.type(text);
  await tab.press('Enter');
  await until('the line is empty again', () => tab.ask(() => document.activeElement?.value === ''));
}
const optionSays = (tab, words, more) =>
  tab.ask(
    (title, state) => [...document.querySelectorAll('[role=option]')].some(({ textContent }) => textContent.includes(title) && textContent.includes(state)),
    words,
    more,
  );
const stands = (tab, name, day) => tab.ask((title, on) => document.querySelector(`[data-day="${on}"] [data-title="${title}"]`) !== null, name, day);
const focusIs = (tab, name) => tab.ask((title) => document.activeElement?.dataset.title === title, name);

/** Walks from the day that can have the focus to another by arrows. */
async function walkTo(tab, day) {
  await tab.ask(() => document.querySelector('[role=gridcell][tabindex="0"]').focus());
  for (let step = 0; step < 60; step += 1) {
    const at = await tab.ask(() => document.activeElement?.dataset.day);
    if (at === day) return;
    const apart = (Date.parse(day) - Date.parse(at)) / 86_400_000;
    const by = Math.abs(apart) >= 7 ? 7 : 1;
    await tab.press(by === 7 ? (apart > 0 ? 'ArrowDown' : 'ArrowUp') : apart > 0 ? 'ArrowRight' : 'ArrowLeft');
    await until('the next day has the focus', async () => (await tab.ask(() => document.activeElement?.dataset.day)) !== at);
  }
  throw new Error(`the arrows do not lead to ${day}`);
}

async function drag(tab, what, day) {
  const { mouse } = tab.page;
  const middle = async (selector) => {
    const box = await (await tab.page.$(selector)).boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [from, to] = [await middle(what), await middle(`[role=gridcell][data-day="${day}"]`)];
  await mouse.move(...from);
  await mouse.down();
  await mouse.move(from[0] + 20, from[1] + 8);
  await mouse.move(...to, { steps: 4 });
  await mouse.up();
}
