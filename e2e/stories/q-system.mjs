/** This computer: charts with real samples, moments and zoom by keys and by pointer, what ran, and the same in the terminal. */
import { violations } from '../harness/axe.mjs';
import { misplaced } from '../harness/layout.mjs';
import { holds, same, until } from '../harness/until.mjs';

export const title = 'System';

const GIB = 2 ** 30;

export async function play(test, lab) {
  const place = lab.place();
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.signIn(serving.link);
  const machine = async () => JSON.parse(await place.run('api', 'GET', '/api/system'));

  await test('g y leads there, and the first figures are drawn within seconds', async () => {
    await tab.visit(`${serving.address}/settings`);
    await tab.press('g', 'y');
    await until('the charts are there', async () => (await charts(tab)).length >= 4);
    same(await tab.ask(() => document.title), 'System – Lorch', 'the title of the page');
    same((await charts(tab)).slice(0, 4).map(({ name }) => name), ['CPU', 'Memory', 'Disk', 'Network'], 'the charts');
    await until('lines are painted', () => painted(tab));
    await tab.sees((await machine()).name);
    await tab.sees('Live');
  });
  await test('while somebody looks, a figure comes every second', async () => {
    const first = await moments(tab);
    await until('five more came', async () => (await moments(tab)) >= first + 5);
    same((await machine()).every_seconds, 1, 'seconds between two samples');
  });
  await test('the memory is what the system and the terminal say', async () => {
    const [said] = await place.ask('system');
    const inTerminal = figureOf(said, 'memory') / GIB;
    const onPage = await until('the memory is said', async () => usedMemory(await charts(tab)));
    holds(Math.abs(inTerminal - onPage) < 1, `the page says ${onPage} GiB, the terminal ${inTerminal} GiB`);
  });
  await test('an arrow leads to a moment in all charts, and to what ran then', async () => {
    await tab.press('ArrowLeft', 'ArrowLeft');
    const said = await until('a moment is named', async () => {
      const all = await charts(tab);
      return all.every(({ said }) => /^\d\d:\d\d:\d\d:/.test(said)) && all.map(({ said }) => said.slice(0, 8));
    });
    same(new Set(said).size, 1, 'moments that the charts show');
    await tab.sees('Paused');
    await tab.sees(`at ${said[0]} ·`);
    await until('processes are listed', async () => (await processes(tab)).length > 0);
    await tab.press('Enter');
    await tab.page.mouse.move(500, 140);
    await tab.page.mouse.move(300, 5);
    same((await charts(tab))[0].said.slice(0, 8), said[0], 'the moment that was chosen stays');
    await tab.press('Escape');
    await tab.sees('now ·');
  });
  await test('what ran then is the same in the terminal', async () => {
    await tab.press('ArrowLeft');
    const taken = await until('it is said when that was', async () => /Taken at (\d\d:\d\d:\d\d)/.exec(await tab.text())?.[1]);
    const [then] = await place.ask('system', 'at', taken);
    const listed = (await processes(tab)).map(({ pid }) => pid).sort((a, b) => a - b);
    same(listed, then.items.map(({ pid }) => pid).sort((a, b) => a - b), 'the processes');
    await tab.press('Escape');
    await tab.sees('now ·');
  });
  await test('what runs is sorted by what it needs', async () => {
    const all = await processes(tab);
    const cpu = all.map((one) => one.cpu);
    same(cpu, [...cpu].sort((a, b) => b - a), 'the processes by CPU');
    await tab.click('Memory, MiB');
    const memory = (await processes(tab)).map((one) => one.memory);
    same(memory, [...memory].sort((a, b) => b - a), 'the processes by memory');
    await tab.click('CPU %');
  });
  await test('keys zoom in and out, and Esc leads back to the present', async () => {
    const before = await span(tab);
    await tab.press('ArrowLeft', '+', '+');
    await until('a part is shown', async () => (await span(tab)) < before / 2);
    await tab.sees('–');
    await tab.press('Escape', 'Escape');
    await until('it is live again', async () => (await tab.text()).includes('Live'));
    await tab.press('1');
    await until('fifteen minutes are shown', async () => (await checked(tab)) === '15 min');
    await tab.press('2');
  });
  await test('dragging zooms into a part, a double click leads back', async () => {
    const box = await tab.ask(() => {
      const { left, top, width, height } = document.querySelector('[role=slider]').getBoundingClientRect();
      return { left, width, y: top + height / 2 };
    });
    const { mouse } = tab.page;
    await mouse.move(box.left + box.width * 0.4, box.y);
    await mouse.down();
    await mouse.move(box.left + box.width * 0.6, box.y, { steps: 4 });
    await mouse.up();
    await until('a part is chosen', () => tab.ask(() => document.querySelector('header .chip.set') !== null));
    await mouse.dblclick(box.left + box.width / 2, box.y);
    await until('it is the present again', () => tab.ask(() => document.querySelector('header .chip.set') === null));
    await mouse.move(300, 5);
  });
  await test('the same figures stand in tables', async () => {
    await tab.click('Show as table');
    await until('there are tables', () => tab.ask(() => document.querySelectorAll('table[aria-label=CPU] tbody tr').length > 2));
    await tab.click('Show as table');
  });
  await test('Settings turn it off, System says so, and turning it on goes on', async () => {
    await tab.visit(`${serving.address}/settings/system`);
    await tab.sees('Take figures');
    await tab.ask(() => document.querySelector('#system [role=radio]:last-of-type').click());
    await until('it is off', async () => !(await machine()).sampling);
    await tab.goTo('System');
    await tab.sees('No figures are being taken');
    await tab.click('Take figures');
    await tab.sees('Live');
    holds((await machine()).sampling, 'the core takes figures again');
  });
  await test('a page that is left asks no more', async () => {
    await tab.goTo('Help');
    await until('the core goes back to ten seconds', async () => (await machine()).every_seconds === 10, { within: 30_000 });
  });
  for (const theme of ['light', 'dark']) {
    for (const [width, text] of [[1360, '100'], [640, '100'], [320, '100'], [1360, '200']]) {
      await test(`${theme}, ${width} px, text at ${text} %: no violations with charts, a moment, cores, tables and in Settings`, async () => {
        const page = await lab.tab({ theme, width });
        await page.signIn(await place.link());
        await page.ask((size) => {
          localStorage.setItem('lorch.system-cores', 'true');
          localStorage.setItem('lorch.text', JSON.stringify(size));
        }, text);
        await page.visit(`${serving.address}/system`);
        await until('the charts are painted', () => painted(page));
        await until('processes are listed', async () => (await processes(page)).length > 0);
        const found = [...(await violations(page)), ...(await misplaced(page))];
        await page.press('ArrowLeft', 'Enter');
        await until('a moment is named', async () => /^\d\d:/.test((await charts(page))[0].said));
        found.push(...(await violations(page)));
        await page.click('Show as table');
        found.push(...(await violations(page)), ...(await misplaced(page)));
        await page.click('Show as table');
        await page.visit(`${serving.address}/settings/system`);
        await page.sees('Take figures');
        found.push(...(await violations(page)));
        same(found, [], 'violations');
        same(await page.breaches(), [], 'breaches of the content policy');
        await page.close();
      });
    }
  }
  same(tab.complaints, [], 'what the page complained of');
  await serving.stop();
  await test('in the window the charts are painted and the keys do the same', async () => {
    const window = await lab.window(place);
    await window.click('Skip all');
    await window.goTo('System');
    await until('the charts are painted', () => painted(window));
    await window.press('ArrowLeft');
    await until('a moment is named', async () => /^\d\d/.test((await charts(window))[0].said));
    await until('what ran then is listed', async () => (await processes(window)).length > 0);
    same(await violations(window), [], 'violations');
    await window.close();
  });
}

/** The charts as they are spoken. */
const charts = (screen) =>
  screen.ask(() =>
    [...document.querySelectorAll('[role=slider]')].map((one) => ({
      name: one.getAttribute('aria-label').split(':')[0],
      said: one.getAttribute('aria-valuetext'),
    })),
  );

/** Points of the first chart. */
const moments = (screen) => screen.ask(() => Number(document.querySelector('[role=slider]').getAttribute('aria-valuemax')));

/** Whether something is drawn on the canvas of the first chart. */
const painted = (screen) =>
  screen.ask(() => {
    const canvas = document.querySelector('[role=slider] canvas');
    if (!canvas || canvas.width === 0) return false;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value, index) => index % 4 === 3 && value > 0);
  });

const usedMemory = (all) => Number(/([\d.]+) of/.exec(all.find(({ name }) => name === 'Memory')?.said ?? '')?.[1]) || null;

/** The newest value of a series in what `lorch system --json` says. */
function figureOf({ series }, id) {
  const value = series.find((one) => one.id === id)?.values.at(-1);
  holds(typeof value === 'number', `the terminal says no ${id}`);
  return value;
}

const processes = (screen) =>
  screen.ask(() =>
    [...document.querySelectorAll('tbody tr')]
      .filter((row) => row.querySelector('td.cpu'))
      .map((row) => {
        const figure = (name) => Number(row.querySelector(`td.${name}`).textContent.replace(/[^\d.]/g, ''));
        return { name: row.querySelector('th').textContent, pid: figure('pid'), cpu: figure('cpu'), memory: figure('memory') };
      }),
  );

/** How long the part is that the charts show, in milliseconds. */
const span = (screen) => screen.ask(() => Number(document.querySelector('[data-span]').dataset.span));

const checked = (screen) => screen.ask(() => document.querySelector('header [role=radio][aria-checked=true]').textContent);
