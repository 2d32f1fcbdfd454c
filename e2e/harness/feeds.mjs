/** A feed server on loopback. Counts what is asked for, answers 304, and notices every call that a feed's content provokes. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { beginnings, pages } from './beginnings.mjs';
import { inventedFeeds } from './content.mjs';
import { atom, json, opml, rss } from './formats.mjs';
import { hostileArticle } from './hostile.mjs';

const MANY = 50;

export class FeedServer {
  /** Answered requests by path. */
  hits = new Map();
  /** Answers that needed no body. */
  unchanged = 0;
  /** Calls of addresses that only a script or an embedded thing of the hostile article knows. */
  struck = [];
  #bodies = new Map();
  #broken = new Set();

  static async start() {
    const feeds = new FeedServer();
    feeds.server = createServer((request, reply) => feeds.#answer(request, reply));
    await new Promise((resume) => feeds.server.listen(0, '127.0.0.1', resume));
    feeds.host = `127.0.0.1:${feeds.server.address().port}`;
    feeds.base = `http://${feeds.host}`;
    feeds.#fill();
    return feeds;
  }

  /** Address of a feed. */
  url(path) {
    return `${this.base}/${path}`;
  }

  /** An OPML list of fifty feeds. */
  get many() {
    const numbers = Array.from({ length: MANY }, (_, index) => String(index + 1).padStart(2, '0'));
    return opml(numbers.map((number) => ({ title: `Parish bulletin ${number}`, url: this.url(`many/${number}.xml`), folder: Number(number) % 2 ? 'Parishes' : '' })));
  }

  /** An OPML list of the invented feeds. */
  get invented() {
    return opml(inventedFeeds().map(({ slug, title, folder }) => ({ title, folder, url: this.url(`${slug}.xml`) })));
  }

  /** From now on this feed or page is out of order. */
  breakDown(path) {
    this.#broken.add(`/${path}`);
  }

  /** From now on it works again. */
  mend(path) {
    this.#broken.delete(`/${path}`);
  }

  #fill() {
    const now = new Date();
    const write = [atom, rss, json];
    inventedFeeds(now).forEach((feed, index) => this.#bodies.set(`/${feed.slug}.xml`, (feed.articles.some((one) => one.audio) ? rss : write[index % 3])(feed)));
    for (let number = 1; number <= MANY; number += 1) {
      const name = String(number).padStart(2, '0');
      const articles = [1, 2].map((week) => ({
        id: `${name}-${week}`,
        title: `Bulletin ${name}, week ${week}`,
        author: 'The parish clerk',
        at: new Date(now - (20 + number + week * 60) * 3_600_000),
        link: `https://parish${name}.example/${week}`,
        html: `<p>Hall lights, hymn numbers and the lost umbrella of parish ${name}.</p>`,
      }));
      this.#bodies.set(`/many/${name}.xml`, rss({ title: `Parish bulletin ${name}`, site: `https://parish${name}.example`, articles }));
    }
    const hostile = { title: 'Trouble & Strife', site: 'https://trouble.example', articles: [hostileArticle(this.base, new Date(now - 60_000))] };
    this.#bodies.set('/hostile.xml', rss(hostile));
    this.#bodies.set('/naked.html', `<!doctype html>${hostile.articles[0].html}`);
    this.#bodies.set('/beginnings.xml', rss(beginnings(this.base, now)));
    for (const { path, html } of pages) this.#bodies.set(path, html);
  }

  #answer(request, reply) {
    const { pathname } = new URL(request.url, this.base);
    this.hits.set(pathname, (this.hits.get(pathname) ?? 0) + 1);
    if (pathname.startsWith('/canary') || /\.(png|ico)$/.test(pathname)) this.struck.push(pathname);
    const body = this.#bodies.get(pathname);
    if (this.#broken.has(pathname)) return void reply.writeHead(500).end('out of order');
    if (body === undefined) return void reply.writeHead(404).end();
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    if (request.headers['if-none-match'] === etag) {
      this.unchanged += 1;
      return void reply.writeHead(304, { etag }).end();
    }
    const type = { '{': 'application/feed+json', '<!': 'text/html' }[/^({|<!)?/.exec(body)[0]] ?? 'application/xml';
    reply.writeHead(200, { 'content-type': type, etag }).end(body);
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
