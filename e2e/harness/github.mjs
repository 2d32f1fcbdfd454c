/** A GitHub of our own: one account, some commits, and a token that can be taken back. */
import { createServer } from 'node:http';

const DAY = 86_400_000;

export class GitHub {
  /** The token that is good; `null` when none is. */
  token = 'ghp_harbour';
  /** Whose account it is. */
  id = 583231;
  /** Paths that were asked, in order. */
  asked = [];

  static async start() {
    const service = new GitHub();
    service.server = createServer((request, response) => service.#answer(request, response));
    await new Promise((resolve) => service.server.listen(0, '127.0.0.1', resolve));
    service.host = `127.0.0.1:${service.server.address().port}`;
    service.address = `http://${service.host}`;
    return service;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.address);
    this.asked.push(pathname);
    const say = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (!this.token || request.headers.authorization !== `Bearer ${this.token}`) return say(401, { message: 'Bad credentials' });
    if (pathname === '/user') return say(200, { id: this.id, login: 'octo-harbour', name: 'Octo' });
    if (pathname === '/search/commits') return say(200, found(commits()));
    if (pathname === '/search/issues') return say(200, found(searchParams.get('q').includes('type:pr') ? [merged()] : []));
    return say(200, []);
  }
}

const found = (items) => ({ total_count: items.length, incomplete_results: false, items });
const ago = (days) => new Date(Date.now() - days * DAY).toISOString().replace(/\.\d+/, '');

function commits() {
  return Array.from({ length: 8 }, (_, index) => ({
    sha: String(index).padStart(40, 'a'),
    html_url: `https://github.com/almanac/core/commit/${index}`,
    commit: {
      message: `Say which clock was asked, part ${index + 1}\n\nBoth were.`,
      author: { date: ago(index) },
      committer: { date: ago(index) },
    },
    repository: { full_name: 'almanac/core', owner: { login: 'octo-harbour', id: 583231 } },
  }));
}

function merged() {
  return {
    id: 9001,
    number: 412,
    title: 'Recurring reminders',
    body: '',
    state: 'closed',
    html_url: 'https://github.com/almanac/core/pull/412',
    repository_url: 'https://api.github.com/repos/almanac/core',
    created_at: ago(3),
    updated_at: ago(1),
    pull_request: { merged_at: ago(1) },
  };
}
