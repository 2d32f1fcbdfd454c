import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import Page from '../../routes/signin/page.svelte';
import { session } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import { SignIn, signIn } from './signin.svelte';

beforeEach(() => {
  vi.unstubAllGlobals();
  session.end();
});

test('a good code becomes a token and leads in', async () => {
  history.replaceState(null, '', '/#code=good');
  const asked = standIn({ 'POST /api/session': { body: { token: 'tok' } } });
  const way = new SignIn();
  expect(await way.begin()).toBe(true);
  expect(way.state).not.toBe('working');
  expect(asked[0]?.body).toEqual({ code: 'good' });
  expect(session.token).toBe('tok');
  expect(session.needed).toBe(false);
});

test('a spent code says so, and how to make a new link', async () => {
  history.replaceState(null, '', '/#code=old');
  standIn({ 'POST /api/session': { status: 403, body: { code: 'link_spent', title: 'spent' } } });
  await signIn.begin();
  render(Page);
  expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent(t.signin.spentTitle);
  expect(screen.getByText('lorch serve --link')).toBeInTheDocument();
});

test('without a code nothing is asked', async () => {
  history.replaceState(null, '', '/');
  const asked = standIn({});
  expect(await new SignIn().begin()).toBe(false);
  expect(asked).toHaveLength(0);
});
