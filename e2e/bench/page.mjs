/** What is measured inside a page; each function is sent there as text and knows nothing but the page. */

/**
 * Does something and waits until `selector` was painted for the last time because of it: 250 ms in which nothing changes
 * there end it. Returns milliseconds, or null where nothing changed.
 */
export async function painted(selector, what, value) {
  const acts = {
    key: (key) => (document.activeElement ?? window).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })),
    letter: (letter) => {
      const field = document.activeElement;
      field.value += letter;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
  };
  const root = document.querySelector(selector);
  let last = null;
  let quiet = performance.now();
  const began = performance.now();
  const seen = new MutationObserver(() => {
    quiet = performance.now();
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => (last = performance.now() - began);
      after.port2.postMessage(null);
    });
  });
  seen.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  acts[what](value);
  while (performance.now() - quiet < 250) await new Promise((resume) => setTimeout(resume, 25));
  seen.disconnect();
  return last;
}

/** Milliseconds between the frames while the box is scrolled by `step` a frame. */
export function frames(selector, count, step) {
  const box = document.querySelector(selector);
  box.scrollTop = 0;
  return new Promise((resume) => {
    const taken = [];
    let before = null;
    const next = (now) => {
      if (before !== null) taken.push(now - before);
      before = now;
      box.scrollTop += step;
      if (taken.length < count) requestAnimationFrame(next);
      else resume(taken);
    };
    requestAnimationFrame(next);
  });
}

/** The barest virtual list over the page: rows of one height, without content, moved as it scrolls. */
export function emptyList(rows, height) {
  const box = document.createElement('div');
  box.id = 'empty-list';
  box.style.cssText = 'position:fixed;inset:0;overflow-y:auto;background:white;z-index:9999';
  const tall = document.createElement('div');
  tall.style.cssText = `position:relative;height:${rows * height}px`;
  box.append(tall);
  const shown = Array.from({ length: Math.ceil(innerHeight / height) + 8 }, () => {
    const line = document.createElement('div');
    line.style.cssText = `position:absolute;left:0;right:0;height:${height}px;border-bottom:1px solid silver`;
    tall.append(line);
    return line;
  });
  const place = () => {
    const first = Math.max(0, Math.floor(box.scrollTop / height) - 4);
    shown.forEach((line, at) => (line.style.top = `${(first + at) * height}px`));
  };
  box.addEventListener('scroll', place);
  document.body.append(box);
  place();
}

/** Scrolls to the end again and again until the list holds so many pixels. Returns how many it holds. */
export async function filled(selector, pixels) {
  const box = document.querySelector(selector);
  const ends = performance.now() + 20_000;
  while (box.scrollHeight < pixels && performance.now() < ends) {
    box.scrollTop = box.scrollHeight;
    await new Promise((resume) => setTimeout(resume, 30));
  }
  return box.scrollHeight;
}
