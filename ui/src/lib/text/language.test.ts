import { afterEach, expect, test } from 'vitest';
import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import Sidebar from '../frame/Sidebar.svelte';
import { standIn } from '../api/core.test-double';
import { catalogue } from '../shortcuts';
import { ago, bytes, chooseLanguage, count, dayLong, dayShort, language, t } from '.';

const now = Date.parse('2026-11-21T10:00:00Z');

afterEach(() => chooseLanguage('system'));

test('the language changes at once, for texts, dates, figures and the page', async () => {
  expect(t.rooms.settings).toBe('Settings');
  await chooseLanguage('de');
  expect(t.rooms.settings).toBe('Einstellungen');
  expect(document.documentElement.lang).toBe('de');
  expect(count(1234567.8, 1)).toBe('1.234.567,8');
  expect(bytes(1_240_000)).toBe('1,2 MB');
  expect(dayShort({ at: '2024-11-03T10:00:00Z' }, now)).toBe('3. Nov. 2024');
  expect(dayLong({ at: '2026-11-21T10:00:00Z' }, now)).toBe('Samstag, 21. November');
  expect(ago('2026-11-20T08:00:00Z', now)).toBe('vor 1 Tag');
  expect(ago('2026-11-18T08:00:00Z', now)).toBe('vor 3 Tagen');
  expect(catalogue.reader.keys.filter.does).toBe('Diese Liste filtern');
  expect(localStorage.getItem('lorch.language')).toBe('"de"');
  await chooseLanguage('system');
  expect(language.tag).toBe('en-GB');
  expect(document.documentElement.lang).toBe('en');
});

test('what is on the page follows without being built anew', async () => {
  standIn({ 'GET /api/status': { status: 500, body: { code: 'x', title: 'x' } } });
  render(Sidebar, { props: { room: 'reader', folded: false, onsearch: () => undefined } });
  const link = screen.getByRole('link', { name: 'Settings' });
  await chooseLanguage('de');
  await tick();
  expect(link).toHaveTextContent('Einstellungen');
  expect(link.isConnected).toBe(true);
});
