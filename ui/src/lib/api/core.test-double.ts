/** A core for tests: answers `fetch` from a table of routes. */
import { vi } from 'vitest';

/** What a route answers. */
export type Reply = { status?: number; body?: unknown; headers?: Record<string, string> };

/** Stands in for the core. Routes are `METHOD /path`; what is asked is recorded. */
export function standIn(routes: Record<string, Reply | ((request: Request) => Reply | Promise<Reply>)>) {
  const asked: { route: string; body: unknown; headers: Headers; search: string }[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const request = new Request(url, init);
    const { pathname, search } = new URL(url);
    const route = `${request.method} ${pathname}`;
    const text = init.body ? new TextDecoder().decode(init.body as ArrayBuffer) : '';
    asked.push({ route, body: text ? JSON.parse(text) : undefined, headers: request.headers, search });
    const answer = routes[route];
    if (!answer) throw new TypeError(`nothing answers ${route}`);
    const {
      status = 200,
      body,
      headers = {},
    } = typeof answer === 'function' ? await answer(request) : answer;
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  });
  return asked;
}
