import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/svelte';
import { afterEach, vi } from 'vitest';

// One locale for every machine that runs the tests.
Object.defineProperty(navigator, 'languages', { value: ['en-GB'] });

// jsdom has no layout and no media: neither is what these tests are about.
window.matchMedia ??= (query: string) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  localStorage.clear();
  sessionStorage.clear();
});

// jsdom lays nothing out, so there is nothing to scroll to.
Element.prototype.scrollIntoView ??= () => undefined;
