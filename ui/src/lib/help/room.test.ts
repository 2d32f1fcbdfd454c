import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { chooseLanguage } from '../text';
import HelpRoom from './HelpRoom.svelte';

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

test('the guide comes in the language of the page, and changes with it', async () => {
  standIn({
    'GET /api/guide': (request) => {
      const language = new URL(request.url).searchParams.get('language');
      const title = language === 'de' ? 'Erste Schritte' : 'Getting started';
      return { body: { items: [{ id: 'a', title, html: `<p>${language}</p>`, text: '' }] } };
    },
  });
  render(HelpRoom);
  expect(await screen.findByRole('heading', { level: 2, name: 'Getting started' })).toBeVisible();
  await chooseLanguage('de');
  expect(await screen.findByRole('heading', { level: 2, name: 'Erste Schritte' })).toBeVisible();
  expect(screen.getByText('de').closest('[lang]')).toHaveAttribute('lang', 'de');
  await chooseLanguage('system');
});
