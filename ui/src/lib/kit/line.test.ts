import { render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import Line from './Line.svelte';

test('a line leads somewhere, says that it is unread, and tells its facts in order', async () => {
  const facts = [
    { text: 'Harbour Review', own: true, spare: true },
    { text: '8 min', exact: 'eight minutes', figures: true },
  ];
  const { rerender } = render(Line, {
    props: { href: '#a', row: 'a', title: 'Fog', unread: 'Unread', facts },
  });
  const line = screen.getByRole('link');
  expect(line).toHaveTextContent(/^Unread: Fog\s*Harbour Review\s*8 min$/);
  expect(line).toHaveAttribute('data-row', 'a');
  expect(screen.getByTitle('eight minutes')).toBeVisible();
  expect(screen.getByTitle('Fog')).toBeVisible();
  await rerender({ unread: undefined, hint: 'a feed you star' });
  expect(line.textContent).not.toContain('Unread');
  // One hint under the pointer, not two.
  expect(line).toHaveAttribute('title', 'a feed you star');
  expect(screen.queryByTitle('Fog')).toBeNull();
});
