import CircleCheck from '@lucide/svelte/icons/circle-check';
import { createRawSnippet } from 'svelte';
import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { t } from '../text';
import Bars from './Bars.svelte';
import Chip from './Chip.svelte';
import FactsStrip from './FactsStrip.svelte';
import Popover from './Popover.svelte';
import Scrubber from './Scrubber.svelte';
import StatusMark from './StatusMark.svelte';

const words = (html: string) => createRawSnippet(() => ({ render: () => html }));
const month = (key: string, part: number | null = 0.5) => ({
  key,
  name: `month ${key}`,
  short: key.slice(5),
  year: key.slice(0, 4),
  text: '12 records',
  part,
});

test('the scrubber says the month it stands on and steps by month and year, to the ends', async () => {
  const onjump = vi.fn();
  const months = Array.from({ length: 30 }, (_, index) => {
    const at = new Date(Date.UTC(2026, 10 - index, 1));
    return month(at.toISOString().slice(0, 7));
  });
  render(Scrubber, { props: { label: 'Go to a month', months, current: '2026-09', onjump } });
  const scrubber = screen.getByRole('slider', { name: 'Go to a month' });
  expect(scrubber).toHaveAttribute('aria-valuetext', 'month 2026-09, 12 records');
  for (const key of ['ArrowUp', 'ArrowDown', 'PageDown', 'PageUp', 'Home', 'End'])
    await fireEvent.keyDown(scrubber, { key });
  expect(onjump.mock.calls.flat()).toEqual([
    '2026-10',
    '2026-08',
    '2025-09',
    '2026-11',
    '2026-11',
    '2024-06',
  ]);
});

test('bars have a sentence, and a table that tells gaps from noughts', async () => {
  const bars = [
    { name: '20 Nov', value: 4, text: '4 articles' },
    { name: '21 Nov', value: null, text: 'not known' },
  ];
  render(Bars, { props: { label: 'Articles a day, last 2 days', bars, first: '20 Nov', last: 'today' } });
  expect(screen.getByRole('img', { name: 'Articles a day, last 2 days' })).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: t.asTable }));
  expect(screen.getByRole('row', { name: '21 Nov not known' })).toBeVisible();
});

test('each figure of a strip stands beside its name and what it is compared with', () => {
  const facts = [
    { name: 'Read', figure: '6 articles', against: '2 fewer than Thursday', domain: 'reader' as const },
  ];
  render(FactsStrip, { props: { label: 'Yesterday', facts } });
  expect(screen.getByText('Read').tagName).toBe('DT');
  expect(screen.getByText('2 fewer than Thursday').tagName).toBe('DD');
});

test('a chip says whether it is pressed, or that it takes itself away', async () => {
  const onclick = vi.fn();
  const { rerender } = render(Chip, { props: { pressed: true, onclick, children: words('<b>Reader</b>') } });
  expect(screen.getByRole('button', { pressed: true })).toBeVisible();
  await rerender({ pressed: undefined, removes: 'clear' });
  await fireEvent.click(screen.getByRole('button', { name: 'Reader clear' }));
  expect(onclick).toHaveBeenCalledOnce();
});

test('a popover takes the focus, gives it back on Escape, and closes when the pointer goes elsewhere', async () => {
  render(Popover, {
    props: {
      label: 'Text size',
      icon: words('<i>Aa</i>'),
      children: words('<button type="button">Larger</button>'),
    },
  });
  const opener = screen.getByRole('button', { name: 'Text size' });
  await fireEvent.click(opener);
  await vi.waitFor(() => expect(screen.getByRole('button', { name: 'Larger' })).toHaveFocus());
  await fireEvent.keyDown(screen.getByRole('button', { name: 'Larger' }), { key: 'Escape' });
  expect(opener).toHaveFocus();
  expect(screen.queryByRole('dialog')).toBeNull();
  await fireEvent.click(opener);
  await fireEvent.pointerDown(document.body);
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a status is a word with an icon that is not spoken', () => {
  const { container } = render(StatusMark, { props: { icon: CircleCheck, word: 'Healthy', mood: 'ok' } });
  expect(container).toHaveTextContent('Healthy');
  expect(container.querySelector('svg')).toHaveAttribute('aria-hidden', 'true');
});
