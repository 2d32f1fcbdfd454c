/** The same pages in a browser, through `lorch serve`. */
import { holds, same, until } from '../harness/until.mjs';
import { addByAddress, hostileIsHarmless, importFifty, nothingStruck, readByKeys, searchAndOpen } from './reading.mjs';

export const title = 'The browser';

export async function play(test, lab) {
  const { feeds } = lab;
  const place = lab.place();
  const serving = await place.serve();
  let tab = await lab.tab();

  await test('without a token there is a sign-in page and nothing else', async () => {
    await tab.visit(serving.address);
    await tab.sees('This page needs a sign-in link');
    await tab.sees('lorch serve --link');
    same(tab.complaints.filter((line) => !line.includes('401')), [], 'complaints of the page');
  });
  await test('the one-time link signs in and leaves nothing in the address', async () => {
    tab = await lab.tab();
    await tab.signIn(serving.link);
    await tab.sees('Is this your first device?');
    holds(!tab.page.url().includes('code'), `the code stays in the address: ${tab.page.url()}`);
  });
  await test('a spent link says so and how to get another, which then works', async () => {
    const other = await lab.tab();
    await other.visit(serving.link);
    await other.sees('This link was already used');
    await other.sees('lorch serve --link');
    await other.signIn(await place.link());
    await other.sees('Is this your first device?');
    await other.close();
    lab.screen = tab;
  });
  await addByAddress(test, tab, feeds);
  await readByKeys(test, tab, place);
  await searchAndOpen(test, tab);
  await importFifty(test, tab, place, feeds);
  await test('a feed that has nothing new is not sent again', async () => {
    await place.run('refresh');
    holds(feeds.unchanged >= 51, `only ${feeds.unchanged} answers were 304`);
  });
  await test('the hostile article is armed: outside of Lorch it strikes', async () => {
    const naked = await lab.tab();
    await naked.page.goto(feeds.url('naked.html'));
    const ways = ['script', 'onerror', 'iframe', 'srcdoc', 'svg', 'style', 'object'];
    await until('it strikes', () => ways.every((way) => feeds.struck.includes(`/canary/${way}`)));
    await naked.close();
    lab.screen = tab;
    feeds.struck = [];
  });
  await hostileIsHarmless(test, tab, place, feeds);
  await test('a link in an article opens a new tab that knows nothing of this one', async () => {
    const link = await tab.ask(() => {
      const { href, relList } = document.querySelector('article a[href*=outside]');
      return { href, rel: [...relList] };
    });
    same(link.href, 'https://outside.example/page', 'where it leads');
    holds(link.rel.includes('noopener') && link.rel.includes('noreferrer'), `rel is ${link.rel}`);
    await tab.context.route('https://outside.example/**', (route) => route.fulfill({ body: 'outside' }));
    const opening = tab.context.waitForEvent('page');
    await tab.click('outside.example');
    const outside = await opening;
    await outside.waitForLoadState();
    same(await outside.evaluate(() => [opener, document.referrer]), [null, ''], 'what the other page learns');
    await outside.close();
    same(place.opened, [], 'what the system was asked to open');
    const refused = await tab.ask(async () => {
      const token = sessionStorage.getItem('lorch.token');
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return (await fetch('/api/desktop/open', { method: 'POST', headers, body: '{"url":"https://outside.example/"}' })).status;
    });
    same(refused, 403, 'asking the window’s own route from a browser');
  });
  await test('after a reload the tab is still signed in, and nothing of the article ran', async () => {
    await tab.page.reload();
    await tab.readerIs('the article', (state) => state.title?.startsWith('Hostile'));
    await nothingStruck(tab, feeds);
  });
  await test('the console has no error and the content policy was never breached', async () => {
    // The address that had to be allowed and the route of the window were refused, and browsers log every refusal.
    same(tab.complaints.filter((line) => !line.includes('403 (Forbidden)')), [], 'complaints of the page');
    same(await tab.breaches(), [], 'breaches of the content policy');
  });
}
