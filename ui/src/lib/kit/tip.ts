/** Tooltips: one element for the page, shown for whatever asks on hover (after a moment) and on keyboard focus. */
import type { Attachment } from 'svelte/attachments';
import { shown } from './keys.svelte';

const WAIT_MS = 450;
const GAP = 6;

let bubble: HTMLDivElement | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Where the bubble goes, in the page. */
export type Side = 'below' | 'right';

/**
 * Shows `text`, and the key that does the same, beside the element. The text repeats what the element says to
 * assistive technology, so the bubble itself is hidden from it.
 */
export function tip(text: string | undefined, key?: string, side: Side = 'below'): Attachment<HTMLElement> {
  return (element) => {
    if (!text) return;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => show(element, text, key, side), WAIT_MS);
    };
    const focused = () => {
      if (element.matches(':focus-visible')) show(element, text, key, side);
    };
    element.addEventListener('pointerenter', later);
    element.addEventListener('focus', focused);
    for (const over of ['pointerleave', 'pointerdown', 'blur', 'keydown'])
      element.addEventListener(over, hide);
    return () => {
      hide();
      element.removeEventListener('pointerenter', later);
      element.removeEventListener('focus', focused);
      for (const over of ['pointerleave', 'pointerdown', 'blur', 'keydown'])
        element.removeEventListener(over, hide);
    };
  };
}

function show(element: HTMLElement, text: string, key: string | undefined, side: Side): void {
  bubble ??= document.body.appendChild(Object.assign(document.createElement('div'), { className: 'tip' }));
  bubble.setAttribute('aria-hidden', 'true');
  bubble.textContent = text;
  if (key) bubble.append(Object.assign(document.createElement('kbd'), { textContent: shown(key) }));
  bubble.hidden = false;
  const at = element.getBoundingClientRect();
  const size = bubble.getBoundingClientRect();
  const left = side === 'right' ? at.right + GAP : at.left + (at.width - size.width) / 2;
  let top = side === 'right' ? at.top + (at.height - size.height) / 2 : at.bottom + GAP;
  if (top + size.height > innerHeight - GAP) top = at.top - size.height - GAP;
  bubble.style.left = `${Math.round(Math.max(GAP, Math.min(left, innerWidth - size.width - GAP)))}px`;
  bubble.style.top = `${Math.round(top)}px`;
}

function hide(): void {
  clearTimeout(timer);
  if (bubble) bubble.hidden = true;
}
