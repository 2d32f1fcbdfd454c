import { fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import Row from './Row.svelte';

const children = createRawSnippet(() => ({ render: () => '<span>Fog</span>' }));

test('what can be done shows under a mouse, does not pick the row, and never takes the focus', async () => {
  const [onclick, star] = [vi.fn(), vi.fn()];
  const acts = () => [{ text: 'Star', run: star }];
  render(Row, {
    props: { id: 'r', selected: false, place: { index: 1, of: 1 }, onclick, acts, children },
  });
  const row = screen.getByRole('option');
  expect(screen.queryByTitle('Star')).toBeNull();
  await fireEvent.pointerEnter(row, { pointerType: 'mouse' });
  const act = screen.getByTitle('Star');
  expect(act.tabIndex).toBe(-1);
  expect(act.closest('[aria-hidden=true]')).not.toBeNull();
  await fireEvent.click(act);
  expect(star).toHaveBeenCalledOnce();
  expect(onclick).not.toHaveBeenCalled();
  await fireEvent.pointerLeave(row);
  expect(screen.queryByTitle('Star')).toBeNull();
});
