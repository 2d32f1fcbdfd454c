/** The only place that calls the core. */
import createClient, { type Middleware } from 'openapi-fetch';
import { asProblem, Refused, Unreachable } from './refusal';
import type { paths } from './schema';
import { session } from './session.svelte';

/** Whether this page is the desktop window. */
export const inWindow = location.protocol === 'lorch:';

/** Sends the token, and notices when it is wanted. */
const signed: Middleware = {
  onRequest({ request }) {
    if (session.token !== null) request.headers.set('Authorization', `Bearer ${session.token}`);
    return request;
  },
  async onResponse({ response, schemaPath }) {
    // A service that refuses its own token says nothing about this page's.
    if (response.status === 401 && schemaPath !== '/api/session' && (await isOurs(response))) session.end();
    return response;
  },
};

/** Whether it is the core that wants a sign-in; a refusal without a code counts as its own. */
async function isOurs(response: Response): Promise<boolean> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
  return code === undefined || code === 'sign_in_needed';
}

/** The web view's custom scheme carries bodies only as buffers, so every request is sent with one. */
async function send(request: Request): Promise<Response> {
  const { url, method, headers, signal } = request;
  const body = method === 'GET' || method === 'DELETE' ? null : await request.arrayBuffer();
  return fetch(url, { method, headers, signal, ...(body && body.byteLength > 0 ? { body } : {}) });
}

/** The typed client. */
export const api = createClient<paths>({
  baseUrl: new URL('/', document.baseURI).href.replace(/\/$/, ''),
  fetch: send,
});
api.use(signed);

/** What openapi-fetch resolves to. */
interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer, or a throw: {@link Refused} with the core's Problem, {@link Unreachable} when none came. */
export async function need<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === 'AbortError') throw fault;
    throw new Unreachable('The core did not answer', { cause: fault });
  }
  if (!answer.response.ok) throw new Refused(asProblem(answer.error, answer.response.status));
  return answer.data as T;
}

/** Writes on their way whose edit could be undone. */
const writing = new Set<Promise<unknown>>();

/** The answer to a write, with the number of the edit where it can be undone. Throws as {@link need} does. */
export async function edited<T>(call: Promise<Answer<T>>): Promise<{ data: T; edit: string | null }> {
  writing.add(call);
  try {
    const data = await need(call);
    return { data, edit: (await call).response.headers.get('Lorch-Edit') };
  } finally {
    writing.delete(call);
  }
}

/** Waits for the writes on their way, whatever becomes of them: an undo must not overtake what it undoes. */
export async function written(): Promise<void> {
  await Promise.allSettled(writing);
}

/** Opens an address outside: in the system's browser from the window, in a new tab from a browser. */
export function openOutside(url: string): void {
  if (inWindow) void api.POST('/api/desktop/open', { body: { url } });
  else window.open(url, '_blank', 'noopener,noreferrer');
}
