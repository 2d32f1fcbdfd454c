import { beforeEach, expect, test, vi } from 'vitest';
import { api, need } from './client';
import { standIn } from './core.test-double';
import { Refused, Unreachable } from './refusal';
import { session, takeCode } from './session.svelte';

beforeEach(() => {
  vi.unstubAllGlobals();
  session.needed = false;
});

test('a refusal is thrown with the core’s own words', async () => {
  const problem = {
    type: 'about:blank#not_a_feed',
    status: 422,
    code: 'not_a_feed',
    title: 'There is no feed here',
  };
  standIn({ 'POST /api/reader/feeds': { status: 422, body: problem } });
  const fault = await need(api.POST('/api/reader/feeds', { body: { url: 'x' } })).catch(
    (thrown: unknown) => thrown,
  );
  expect(fault).toBeInstanceOf(Refused);
  expect((fault as Refused).problem).toEqual(problem);
});

test('an answer that is no Problem still has a code and a sentence', async () => {
  standIn({ 'GET /api/status': { status: 502, body: '<html>' } });
  const fault = await need(api.GET('/api/status')).catch((thrown: unknown) => thrown);
  expect((fault as Refused).problem.code).toBe('unexpected');
});

test('no answer is Unreachable', async () => {
  standIn({});
  await expect(need(api.GET('/api/status'))).rejects.toBeInstanceOf(Unreachable);
});

test('the token is sent, and a 401 ends the session', async () => {
  const asked = standIn({ 'GET /api/status': { status: 401, body: {} } });
  session.begin('secret');
  await need(api.GET('/api/status')).catch(() => undefined);
  expect(asked[0]?.headers.get('Authorization')).toBe('Bearer secret');
  expect(session.needed).toBe(true);
  expect(session.token).toBeNull();
});

test('a 401 that a service gave its own token does not end the session of the page', async () => {
  standIn({ 'POST /api/sources/connections': { status: 401, body: { code: 'token_refused', title: 'No' } } });
  session.begin('secret');
  const body = { service: 'github', way: 'token', token: 'x' } as const;
  await need(api.POST('/api/sources/connections', { body })).catch(() => undefined);
  expect(session.needed).toBe(false);
  expect(session.token).toBe('secret');
});

test('the code leaves the address as soon as it is taken', () => {
  history.replaceState(null, '', '/timeline?x=1#code=abc');
  expect(takeCode()).toBe('abc');
  expect(location.pathname + location.search + location.hash).toBe('/timeline?x=1');
  expect(takeCode()).toBeNull();
});
