import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import PaneResizer from './PaneResizer.svelte';
import Prose from './Prose.svelte';
import Segmented from './Segmented.svelte';
import { storedNumber } from './stored.svelte';
import { toasts } from './toasts.svelte';
import Toaster from './Toaster.svelte';

test('Prose lets nothing run and nothing restyle', () => {
  const html = `<p style="position:fixed" class="x" id="app" onclick="alert(1)">Text <em>kept</em></p><script>alert(1)</script>
    <img src=x onerror="alert(1)"><a href="javascript:alert(1)">bad</a><iframe src="/"></iframe><form><input></form><svg><script>1</script></svg>`;
  const { container } = render(Prose, { props: { html } });
  const text = container.querySelector('.prose')!;
  expect(text.querySelector('em')).toHaveTextContent('kept');
  expect(
    text.querySelectorAll('script, iframe, form, input, [style], [onclick], [onerror], [id]'),
  ).toHaveLength(0);
  expect(text.querySelector('a')?.getAttribute('href')).toBeNull();
});

test('a segmented button is one stop, and arrows choose', async () => {
  const onpick = vi.fn();
  const options = [
    { value: 'newest', text: 'Newest' },
    { value: 'closest', text: 'Closest' },
  ];
  render(Segmented, { props: { label: 'Order', value: 'newest', options, onpick } });
  expect(screen.getAllByRole('radio').map((radio) => radio.tabIndex)).toEqual([0, -1]);
  await fireEvent.keyDown(screen.getByRole('radio', { name: 'Newest' }), { key: 'ArrowRight' });
  expect(onpick).toHaveBeenCalledWith('closest');
});

test('a pane is sized by keys and never past its bounds', async () => {
  const onresize = vi.fn();
  render(PaneResizer, { props: { label: 'Width', width: 210, least: 168, most: 220, usual: 210, onresize } });
  const separator = screen.getByRole('separator', { name: 'Width' });
  await fireEvent.keyDown(separator, { key: 'ArrowRight' });
  await fireEvent.keyDown(separator, { key: 'Home' });
  expect(onresize.mock.calls).toEqual([[220], [168]]);
});

test('a toast goes after ten seconds, an error stays, and Undo acts once', async () => {
  vi.useFakeTimers();
  const undo = vi.fn();
  render(Toaster);
  toasts.say('Removed', { text: 'Undo', run: undo });
  toasts.fail('It failed');
  await vi.advanceTimersByTimeAsync(9000);
  await fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(undo).toHaveBeenCalledOnce();
  toasts.say('Again');
  await vi.advanceTimersByTimeAsync(11_000);
  expect(screen.queryByText('Again')).toBeNull();
  expect(screen.getByRole('alert')).toHaveTextContent('It failed');
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

test('what is remembered out of bounds is forgotten', () => {
  localStorage.setItem('lorch.width', '9000');
  expect(storedNumber('width', 210, 168, 340).value).toBe(210);
  localStorage.setItem('lorch.width', 'not json');
  expect(storedNumber('width', 210, 168, 340).value).toBe(210);
});
