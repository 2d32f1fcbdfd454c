/** The icon in the tray: its menu, staying when the window is closed, starting with the session. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bus, Panel } from '../harness/bus.mjs';
import { holds, same, until } from '../harness/until.mjs';

export const title = 'The tray';

export async function play(test, lab) {
  const bus = await Bus.open();
  const place = lab.place({ DBUS_SESSION_BUS_ADDRESS: bus.address });
  await place.run('allow', lab.feeds.host);
  await place.run('feeds', 'import', place.write('invented.opml', lab.feeds.invented));
  let window = await lab.window(place);
  const path = () => window.ask(() => location.pathname);
  const asked = () => [...lab.feeds.hits.values()].reduce((sum, hits) => sum + hits, lab.feeds.unchanged);
  let panel;

  await test('without a tray closing the window ends Lorch, whatever was chosen, and Settings says why', async () => {
    await window.goTo('Settings');
    await window.sees('This desktop shows no tray now');
    await window.click('Stay in the tray');
    await until('it is kept', () => chosen(window, 'close_to_tray'));
    await window.close();
    window = await lab.window(place);
  });
  await test('a panel that starts later shows the icon with its menu', async () => {
    panel = await Panel.open(bus);
    await panel.line('Open Lorch');
    // On this bus nothing shows notices, of which the Inbox tells once.
    await panel.line('1 unread');
    same(await panel.badge(), '1', 'beside the icon');
    const lines = (await panel.menu()).map(({ text }) => text);
    same(lines, ['Open Lorch', 'Nothing more planned today', 'Inbox · 1 unread', 'Plan something…', 'Refresh now', 'Pause fetching', 'Quit Lorch'], 'the menu');
  });
  await test('what is next today stands in the menu, and a click opens it', async () => {
    await place.run('plan', 'add', 'Water the ferns today 23:59');
    await panel.line('23:59  Water the ferns');
    await panel.click('Water the ferns');
    await until('the Planner is open', async () => (await path()) === '/planner');
    await window.sees('Water the ferns');
  });
  await test('closing the window leaves Lorch in the tray, and Open brings it back where it was', async () => {
    await window.x11.requestClose((await window.frame()).id);
    await until('no window is to be seen', async () => (await window.frames()).length === 0);
    same((await place.ask('status'))[0].feeds > 0, true, 'Lorch still answers');
    await panel.click('Open Lorch');
    await until('the window is back', async () => (await window.frames()).length === 1);
    same(await path(), '/planner', 'where it was');
  });
  await test('Plan something, Refresh and Pause do what they say', async () => {
    await window.goTo('Timeline');
    await panel.click('Plan something');
    await until('the quick entry has the focus', () => window.ask(() => document.activeElement?.tagName === 'INPUT' && location.pathname === '/planner'));
    const before = asked();
    await panel.click('Refresh now');
    await until('feeds are asked', () => asked() > before);
    await panel.click('Pause fetching');
    await until('it is ticked', async () => (await panel.line('Pause fetching')).ticked);
    same((await place.ask('settings', 'get', 'paused'))[0].paused, true, 'the setting');
    await window.sees('Paused');
    await panel.click('Pause fetching');
    await until('it is no longer', async () => !(await panel.line('Pause fetching')).ticked);
  });
  await test('the tray speaks the language of the pages', async () => {
    await window.goTo('Settings');
    await window.click('Deutsch');
    await panel.line('Lorch beenden');
    await window.click('English');
    await panel.line('Quit Lorch');
  });
  await test('starting with the session is an entry where sessions look, and begins in the tray', async () => {
    await window.click('Start with the session');
    await until('it is kept', () => chosen(window, 'autostart'));
    const folder = join(place.env.XDG_CONFIG_HOME, 'autostart');
    const [file] = readdirSync(folder);
    const entry = readFileSync(join(folder, file), 'utf8');
    holds(/^Exec=".*lorch-desktop" "--hidden" "--profile" ".*profile"$/m.test(entry), entry);
    await window.click('Start with the session');
    await until('it is gone', () => !existsSync(join(folder, file)));
  });
  await test('a panel that crashes and comes back shows the icon again', async () => {
    await panel.close();
    panel = await Panel.open(bus);
    await panel.line('Open Lorch');
  });
  await test('Quit ends Lorch', async () => {
    await panel.click('Quit Lorch');
    await window.gone();
  });
  await bus.close();
}

/** A choice as the window tells it. */
function chosen(window, name) {
  return window.ask(async (name) => (await (await fetch('/api/desktop/background')).json())[name], name);
}
