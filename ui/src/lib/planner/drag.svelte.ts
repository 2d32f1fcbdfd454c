/** Dragging an entry onto a day with a mouse or pen. Keys and the editor do the same. */
import type { Attachment } from 'svelte/attachments';
import type { Day } from '../plans';

/** Pixels the pointer moves before it is a drag. */
const FAR = 5;

/** What is dragged now. */
export const drag = $state<{ title: string | null; x: number; y: number; over: Day | null }>({
  title: null,
  x: 0,
  y: 0,
  over: null,
});

const dayUnder = (x: number, y: number): Day | null =>
  document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-day]')?.dataset['day'] ?? null;

/** Lets an element be dragged onto a day. */
export function draggable(title: () => string, ondrop: (day: Day) => void): Attachment<HTMLElement> {
  return (element) => {
    let from: { x: number; y: number } | null = null;

    function end() {
      from = null;
      drag.title = null;
      drag.over = null;
      window.removeEventListener('pointermove', moved);
      window.removeEventListener('pointerup', dropped);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', escaped, true);
    }
    function moved({ clientX: x, clientY: y }: PointerEvent) {
      if (!from || (drag.title === null && Math.hypot(x - from.x, y - from.y) < FAR)) return;
      drag.title = title();
      drag.x = x;
      drag.y = y;
      drag.over = dayUnder(x, y);
    }
    function dropped({ clientX: x, clientY: y }: PointerEvent) {
      const dragged = drag.title !== null;
      const day = dragged ? dayUnder(x, y) : null;
      end();
      if (!dragged) return;
      // The click that follows is the end of the drag, and opens nothing.
      const swallow = (event: Event) => (event.preventDefault(), event.stopPropagation());
      window.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener('click', swallow, true));
      if (day) ondrop(day);
    }
    function escaped(event: KeyboardEvent) {
      if (event.key !== 'Escape' || drag.title === null) return;
      event.preventDefault();
      event.stopPropagation();
      end();
    }
    function pressed(event: PointerEvent) {
      if (event.button !== 0 || event.pointerType === 'touch') return;
      from = { x: event.clientX, y: event.clientY };
      window.addEventListener('pointermove', moved);
      window.addEventListener('pointerup', dropped);
      window.addEventListener('pointercancel', end);
      window.addEventListener('keydown', escaped, true);
    }
    element.addEventListener('pointerdown', pressed);
    return () => {
      element.removeEventListener('pointerdown', pressed);
      if (from) end();
    };
  };
}
