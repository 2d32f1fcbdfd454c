import { render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import Steps from './Steps.svelte';

test('the present step is told as such, what is behind has a tick', () => {
  const steps = ['Show', 'Compare', 'Sync'].map((name) => ({ name }));
  render(Steps, { props: { label: 'Pairing', steps, at: 1 } });
  const items = screen.getAllByRole('listitem');
  expect(items.map((item) => item.getAttribute('aria-current'))).toEqual([null, 'step', null]);
  expect(items.map((item) => item.querySelector('svg') !== null)).toEqual([true, false, false]);
});
