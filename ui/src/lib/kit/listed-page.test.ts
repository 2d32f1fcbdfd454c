import { fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import ListedPage from './ListedPage.svelte';

test('the list says which entry is shown, leads to the others, and shares its filter', async () => {
  const onlead = vi.fn();
  const entries = [
    { id: 'feeds', href: '#feeds', name: 'Feeds' },
    { id: 'backup', href: '#backup', name: 'Backup', about: 'Once a day' },
  ];
  const { component } = render(ListedPage, {
    props: {
      title: 'Help',
      list: 'Pages',
      page: 'Guide',
      filter: 'Search the guide',
      words: '',
      entries,
      current: 'feeds',
      onlead,
      children: createRawSnippet(() => ({ render: () => '<p>Lorch reads RSS.</p>' })),
    },
  });
  expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Help');
  expect(screen.getByRole('region', { name: 'Guide' })).toHaveTextContent('Lorch reads RSS.');
  expect(screen.getByRole('link', { current: true })).toHaveTextContent('Feeds');
  await fireEvent.click(screen.getByRole('link', { name: /Backup/ }));
  expect(onlead).toHaveBeenCalledWith('backup');
  component.focus();
  expect(screen.getByRole('textbox', { name: 'Search the guide' })).toHaveFocus();
  expect(component.element()).toBe(screen.getByRole('region', { name: 'Guide' }));
});
