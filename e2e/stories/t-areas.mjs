/** Coding and Listening from the sample: figures, the calendar and the times walked by keys, tables, both themes. */
import { violations } from '../harness/axe.mjs';
import { misplaced } from '../harness/layout.mjs';
import { holds, same, until } from '../harness/until.mjs';

export const title = 'Coding and Listening';

export async function play(test, lab) {
  const place = lab.place();
  await place.run('sample', 'add');
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.signIn(serving.link);
  const answer = async (path) => JSON.parse(await place.run('api', 'GET', path));

  await test('g c leads to Coding, and its figures are those of the core', async () => {
    await tab.visit(`${serving.address}/settings`);
    await tab.press('g', 'c');
    await tab.sees('Contributions');
    same(await tab.ask(() => document.title), 'Coding – Lorch', 'the title of the page');
    const told = await answer('/api/coding?zone=Europe/Berlin');
    await tab.sees(`${told.facts.commits_week} commit`);
    for (const { name } of told.repositories) await tab.sees(name);
    same(await tab.ask(() => document.querySelectorAll('.calendar [role=gridcell][aria-label]').length > 360), true, '53 weeks of days');
  });
  await test('the calendar is one stop of the Tab key; arrows tell each day, and it is said beside the heading', async () => {
    await tab.press('c');
    const said = () => tab.ask(() => document.activeElement?.getAttribute('aria-label') ?? '');
    const today = await until('a day has the focus', async () => /\d contribution/.test(await said()) && said());
    await tab.press('ArrowLeft');
    const before = await said();
    holds(before !== today && before.split(/\W/)[0] === today.split(/\W/)[0], `a week before ${today} is ${before}`);
    await tab.sees(before);
    await tab.press('Control+Home');
    const first = await said();
    holds(/^Monday\b/.test(first), `the calendar begins with ${first}`);
    await tab.press('Control+End');
    same(await said(), today, 'the last day');
    same(await tab.ask(() => document.querySelectorAll('.calendar [role=gridcell][tabindex="0"]').length), 1, 'stops of the Tab key');
  });
  await test('the same stands in a table', async () => {
    await tab.click('Show as table: Contributions');
    await until('there is a table', () => tab.ask(() => document.querySelectorAll('table[aria-label=Contributions] tbody tr').length === 53));
    await tab.click('Show as table: Contributions');
  });
  await test('2 and 3 narrow the repositories, 1 shows all; j walks what was done', async () => {
    const rows = () => tab.ask(() => [...document.querySelectorAll('main table tbody th')].map(({ textContent }) => textContent.trim()));
    const all = await rows();
    const { repositories: own } = await answer('/api/coding?repositories=own&zone=Europe/Berlin');
    await tab.press('2');
    await until('only own ones are shown', async () => (await rows()).join() === own.map(({ name }) => name).join());
    await tab.press('1');
    await until('all are shown', async () => (await rows()).join() === all.join());
    await tab.press('j', 'j');
    await until('the second row has the focus', () =>
      tab.ask(() => document.activeElement === document.querySelectorAll('main [data-row]')[1]),
    );
  });
  await test('[ tells the week before, . this one again', async () => {
    await tab.press('[');
    await until('another week is told', () => tab.ask(() => document.querySelector('header .chip.set') !== null));
    await tab.press('.');
    await until('it is this week', () => tab.ask(() => document.querySelector('header .chip.set') === null));
  });
  await test('g l leads to Listening, and its figures are those of the core', async () => {
    await tab.press('g', 'l');
    await tab.sees('First heard');
    same(await tab.ask(() => document.title), 'Listening – Lorch', 'the title of the page');
    const told = await answer('/api/listening?period=month&zone=Europe/Berlin');
    await tab.sees(told.facts.tracks.toLocaleString('en-GB'));
    for (const { name } of told.artists) await tab.sees(name);
    for (const { title: name } of [...told.albums, ...told.tracks]) await tab.sees(name);
  });
  await test('1 to 4 choose how long a time, [ and ] walk it, never past now', async () => {
    const chosen = () => tab.ask(() => document.querySelector('header [aria-checked=true]').textContent);
    for (const [key, name] of [['1', 'Week'], ['3', 'Year'], ['4', 'All'], ['2', 'Month']]) {
      await tab.press(key);
      await until(`${name} is chosen`, async () => (await chosen()) === name);
    }
    const scope = () => tab.ask(() => document.querySelector('header [role=status]').textContent);
    const now = await until('the time is said', scope);
    await tab.press('[');
    await until('another time is said', async () => (await scope()) !== now);
    await tab.press(']', ']');
    await until('it is now', async () => (await scope()) === now);
    same(await tab.ask(() => document.querySelector('[aria-label="The next month"]').disabled), true, 'there is nothing after now');
  });
  await test('the rose and the days stand in tables, too', async () => {
    await tab.click('Show as table: When you listen');
    await until('there are 24 hours', () => tab.ask(() => document.querySelectorAll('table[aria-label="When you listen"] tbody tr').length === 24));
    await tab.click('Show as table: Hours per day');
    await until('there are days', () => tab.ask(() => document.querySelectorAll('table[aria-label="Hours per day"] tbody tr').length > 0));
  });
  await test('the Timeline has chips for both, and a record leads to its room', async () => {
    await tab.visit(`${serving.address}/timeline`);
    for (const [area, place] of [['Coding', '/coding'], ['Listening', '/listening']]) {
      await tab.goTo('Timeline');
      await chip(tab, area);
      await until('only those are listed', () =>
        tab.ask((area) => {
          const rows = [...document.querySelectorAll('main [role=option] .domain')];
          return rows.length > 3 && rows.every(({ textContent }) => textContent.trim() === area);
        }, area),
      );
      // On a link Enter follows it.
      await tab.ask(() => document.activeElement.blur());
      await tab.press('j', 'Enter');
      await until(`${area} is open`, () => tab.ask((place) => location.pathname === place, place));
      await tab.goTo('Timeline');
      await chip(tab, area);
    }
  });
  for (const theme of ['light', 'dark']) {
    for (const [width, text] of [[1360, '100'], [640, '100'], [320, '100'], [1360, '200']]) {
      await test(`${theme}, ${width} px, text ${text}%: no violations, nothing out of place`, async () => {
        const page = await lab.tab({ theme, width });
        await page.signIn(await place.link());
        await page.ask((text) => localStorage.setItem('lorch.text', JSON.stringify(text)), text);
        const found = [];
        for (const [path, words] of [['/coding', 'Contributions'], ['/listening', 'First heard']]) {
          await page.visit(`${serving.address}${path}`);
          await page.sees(words);
          found.push(...(await violations(page)), ...(await misplaced(page)));
        }
        same(found, [], 'violations');
        await page.close();
      });
    }
  }
  same(tab.complaints, [], 'what the page complained of');
}

/** Presses a chip of the Timeline. */
const chip = (tab, area) =>
  until(`there is a chip for ${area}`, () =>
    tab.ask((area) => {
      const found = [...document.querySelectorAll('.filters .chip')].find(({ textContent }) => textContent.trim() === area);
      found?.click();
      return Boolean(found);
    }, area),
  );
