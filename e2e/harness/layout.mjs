/** What a person would see wrong in the arrangement of a page, found without pictures to compare with. */
import { until } from './until.mjs';

/** Faults of the arrangement, one line each: what is covered, cut, outside, too small, or in a type of its own. */
export async function misplaced(screen) {
  await still(screen);
  return screen.ask(faults);
}

/** Where everything stands: the same in both themes, which only colour it. */
export async function places(screen) {
  await still(screen);
  return screen.ask(boxes);
}

/** Asks in another theme, without loading the page anew. */
export async function inTheme(tab, theme, ask) {
  await tab.page.emulateMedia({ colorScheme: theme });
  return ask();
}

function still(screen) {
  return until('nothing moves', () => screen.ask(() => document.getAnimations().every((one) => one.playState !== 'running')));
}

/** Runs inside the page. */
function boxes() {
  return [...document.querySelectorAll('body *')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.tip'))
    .map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      const words = one.children.length === 0 ? one.textContent.trim().slice(0, 30) : '';
      return `${one.localName} ${[x, y, width, height].map(Math.round).join(' ')} ${words}`;
    });
}

/** Runs inside the page. */
function faults() {
  const SIZES = [11, 12, 13, 14, 16, 20, 26, 34];
  const FAMILIES = /^("?Inter"?|"?Newsreader"?|ui-monospace)/;
  const LEAST_TARGET = 24;
  /** The lowest layer of what floats, as the tokens have it. */
  const FLOATS = 20;
  const found = [];
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const named = (one) => `<${one.localName}${one.className && typeof one.className === 'string' ? `.${one.className.split(' ')[0]}` : ''}> “${(one.getAttribute('aria-label') ?? one.textContent).trim().replace(/\s+/g, ' ').slice(0, 40)}”`;
  const fault = (one, what) => found.push(`${what}: ${named(one)}`);
  const floats = (one) => one.closest('[role=dialog], [role=menu], [data-bits-floating-content-wrapper]');
  const dialog = document.querySelector('[role=dialog]');
  const shown = (one) => {
    const { width, height } = one.getBoundingClientRect();
    return width > 1 && height > 1 && one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest('.hidden-text, .skip, .tip') && (!dialog || floats(one));
  };
  /** What of it is not scrolled or clipped away. */
  const seen = (one) => {
    let { left, top, right, bottom } = one.getBoundingClientRect();
    for (let up = one.parentElement; up; up = up.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(up);
      const edge = up.getBoundingClientRect();
      if (overflowX !== 'visible') [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      if (overflowY !== 'visible') [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    return { left, top, right: Math.min(right, innerWidth), bottom: Math.min(bottom, innerHeight) };
  };
  const whole = (one) => {
    const [box, part] = [one.getBoundingClientRect(), seen(one)];
    return part.bottom - part.top >= box.height - 1 && part.right - part.left >= box.width - 1;
  };
  /** What floats covers what is below it, and may. */
  const over = (one) => {
    for (let up = one; up; up = up.parentElement) if (Number(getComputedStyle(up).zIndex) >= FLOATS) return true;
    return false;
  };
  /** A grip between panes, and what only shows under the pointer, in place of what it covers. */
  const unseen = (one) => one.closest('[role=separator]') !== null || !one.checkVisibility({ opacityProperty: true });
  /** Whether a pointer within a few pixels of its middle finds it, by a larger shape that it draws around itself. */
  const reached = (one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const [x, y, by] = [(left + right) / 2, (top + bottom) / 2, LEAST_TARGET / 2 - 1];
    return [[-by, 0], [by, 0], [0, -by], [0, by]].every(([right, down]) => one.contains(document.elementFromPoint(x + right, y + down)));
  };
  const ownText = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
  const controls = [...document.querySelectorAll('button, a[href], input:not([type=file]), select, textarea, summary')].filter(shown);
  const texts = [...document.querySelectorAll('body *')].filter((one) => ownText(one) && shown(one) && !one.closest('svg, option'));

  for (const one of [...controls, ...texts]) {
    const box = one.getBoundingClientRect();
    const clipped = one.closest('pre, [role=listbox]');
    if (!clipped && (box.right > innerWidth + 1 || box.left < -1)) fault(one, 'outside the window');
    const { pointerEvents, display } = getComputedStyle(one);
    if (!whole(one) || pointerEvents === 'none' || display === 'inline') continue;
    const y = (box.top + box.bottom) / 2;
    const points = [box.left + 3, (box.left + box.right) / 2, box.right - 3].map((x) => document.elementFromPoint(x, y));
    const covers = points.find((top) => top && !top.contains(one) && !one.contains(top) && !unseen(top) && (over(one) || !over(top)));
    // A control may reach over its own words, and a label over its control.
    if (covers && !one.closest('label')?.contains(covers) && !one.parentElement.contains(covers)) fault(one, `covered by ${named(covers)}`);
  }
  for (const one of texts) {
    const { overflowX, overflowY, textOverflow, display, fontSize, fontFamily, webkitLineClamp } = getComputedStyle(one);
    if (display !== 'inline' && one.scrollWidth > one.clientWidth + 1 && !['auto', 'scroll'].includes(overflowX) && textOverflow !== 'ellipsis') fault(one, 'wider than its room');
    if (display !== 'inline' && overflowY === 'hidden' && webkitLineClamp === 'none' && one.scrollHeight > one.clientHeight + 3) fault(one, 'higher than its room');
    const size = parseFloat(fontSize) / scale;
    if (one.closest('.prose, article .column')) continue;
    if (!SIZES.some((known) => Math.abs(known - size) < 0.1)) fault(one, `${size.toFixed(1)} px is no size of ours`);
    if (!FAMILIES.test(fontFamily)) fault(one, `${fontFamily} is no type of ours`);
  }
  for (const one of controls) {
    const target = one.closest('label') ?? one;
    const { width, height } = target.getBoundingClientRect();
    // A link inside a sentence is as high as its line.
    if (getComputedStyle(one).display === 'inline' || one.closest('.prose')) continue;
    if (Math.min(width, height) < LEAST_TARGET - 0.5 && whole(one) && !reached(one)) fault(one, `a target of ${Math.round(width)} × ${Math.round(height)}`);
  }
  for (const one of document.querySelectorAll('main *')) {
    const sideways = ['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1;
    if (sideways && shown(one) && !one.closest('pre')) fault(one, 'scrolls sideways');
  }
  return [...new Set(found)];
}
