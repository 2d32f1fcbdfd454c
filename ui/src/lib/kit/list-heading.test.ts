import { render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import ListHeading from './ListHeading.svelte';

test('a heading says what stands below it and how much, and is no row of the list', () => {
  const { container } = render(ListHeading, { props: { name: 'Overdue', total: '2 entries', tone: 'late' } });
  expect(container).toHaveTextContent(/^Overdue\s*2 entries$/);
  expect(container.firstElementChild).toHaveAttribute('role', 'presentation');
  expect(screen.getByText('Overdue')).toHaveClass('late');
});
