/** Window, server and commands on one profile: whoever owns it may go, the others go on. */
import { same, until } from '../harness/until.mjs';

export const title = 'Handover';

const ARTICLE = 'The quiet hour of a sourdough';

export async function play(test, lab) {
  for (const order of [['window', 'server', 'command'], ['window', 'command', 'server'], ['server', 'window', 'command'], ['server', 'command', 'window'], ['command', 'window', 'server'], ['command', 'server', 'window']]) {
    await test(`${order.join(', then ')}: all see one profile; the first is killed, the others go on`, async () => {
      const place = await lab.furnished();
      const there = {};
      for (const face of order) {
        await opened[face](lab, place, there);
        await allAgree(place, there);
      }
      const first = order.find((face) => face !== 'command');
      await killed[first](there);
      await allAgree(place, there);
      await there.window?.kill();
      await there.serving?.stop();
    });
  }
  await test('a window that is closed hands over to the server, and a new window joins', async () => {
    const place = await lab.furnished();
    const there = {};
    await opened.window(lab, place, there);
    await opened.server(lab, place, there);
    await there.window.close();
    delete there.window;
    await allAgree(place, there);
    await opened.window(lab, place, there);
    await allAgree(place, there);
    same(await there.serving.stop(), 0, 'how the server ended when it was asked to');
    delete there.tab;
    await allAgree(place, there);
    await there.window.close();
  });
}

const opened = {
  async window(lab, place, there) {
    there.window = await lab.window(place);
    await atTheArticle(there.window);
  },
  async server(lab, place, there) {
    there.serving = await place.serve();
    there.tab = await lab.tab();
    await there.tab.signIn(there.serving.link);
    await atTheArticle(there.tab);
  },
  async command(_, place) {
    await place.run('status');
  },
};

const killed = {
  async window(there) {
    await there.window.kill();
    delete there.window;
  },
  async server(there) {
    await there.serving.stop('SIGKILL');
    await there.tab.close();
    delete there.tab;
  },
};

async function atTheArticle(screen) {
  await screen.goTo('Reader');
  await screen.click('All');
  await screen.clickRow(ARTICLE);
  await screen.readerIs('the article', (state) => state.title === ARTICLE);
}

/** A star set in one face is seen in every other, and the other way round. */
async function allAgree(place, { window, tab }) {
  const screens = [window, tab].filter(Boolean);
  const mine = async () => (await place.ask('articles', '--limit', '200')).find((article) => article.title === ARTICLE);
  for (const screen of screens) {
    const { starred } = await screen.reader();
    await screen.press('s');
    // The page shows its own change at once and takes it back when it can't be kept: so it is asked of the core.
    await until('a star set on the page is kept', async () => (await mine()).starred === !starred);
    for (const other of screens) await other.readerIs('the same star', (state) => state.starred === !starred);
  }
  const { id, starred } = await mine();
  await place.run('star', id, ...(starred ? ['--remove'] : []));
  for (const screen of screens) await screen.readerIs('the star that a command set', (state) => state.starred === !starred);
}
