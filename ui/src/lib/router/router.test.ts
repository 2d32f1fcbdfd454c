import { expect, test, vi } from 'vitest';
import { router } from './router.svelte';

/** Clicks a link as a person does; says whether the browser would follow it itself. */
function click(href: string, more: MouseEventInit = {}): boolean {
  const link = Object.assign(document.createElement('a'), { href });
  document.body.append(link);
  const followed = link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...more }));
  link.remove();
  return followed;
}

test('the first visit goes home, later ones to where the person was', () => {
  history.replaceState(null, '', '/');
  router.start('/timeline', () => undefined)();
  expect(location.pathname).toBe('/timeline');
  router.go('/reader/ab?view=all');
  history.replaceState(null, '', '/');
  router.start('/timeline', () => undefined)();
  expect(router.room).toBe('reader');
  expect(router.rest).toBe('ab');
});

test('links inside are followed without loading, links outside are handed over', () => {
  const outside = vi.fn();
  const end = router.start('/timeline', outside);
  expect(click('/sources')).toBe(false);
  expect(router.room).toBe('sources');
  expect(click('https://elsewhere.example/x')).toBe(false);
  expect(outside).toHaveBeenCalledWith('https://elsewhere.example/x');
  expect(click('/reader', { ctrlKey: true })).toBe(true);
  expect(router.room).toBe('sources');
  end();
});

test('schemes that could do harm lead nowhere', () => {
  const outside = vi.fn();
  const end = router.start('/timeline', outside);
  click('javascript:alert(1)');
  click('file:///etc/passwd');
  expect(outside).not.toHaveBeenCalled();
  end();
});
