/** The pointer over a stretch of time: it looks at a moment, chooses one, or drags over a part to zoom into. */
import { between, nearest, type Span } from './time-scale';

/** Pixels a pointer may tremble without choosing. */
const TREMBLE = 4;

/** What is pointed at, and who is told. */
export interface Pointed {
  /** Moments there is something at: milliseconds since 1970, ascending. */
  at: readonly number[];
  /** What is shown. */
  span: Span;
  /** The part that is being chosen. */
  chosen: Span | null;
  onmoment: (at: number | null) => void;
  onpin: (at: number) => void;
  onchoose: (part: Span | null) => void;
  onzoom: (to: Span) => void;
}

/** The listeners of an element as wide as the stretch; `now` is asked at every event. */
export function pointing(now: () => Pointed) {
  /** Where the drag began, from 0 to 1. */
  let from: number | null = null;

  const momentAt = (event: PointerEvent): number | null => {
    const { at, span } = now();
    return at[nearest(at, between(span, 0, place(event)).to)] ?? null;
  };
  return {
    onpointerdown(event: PointerEvent) {
      if (event.button !== 0) return;
      from = place(event);
      (event.currentTarget as HTMLElement).setPointerCapture?.(event.pointerId);
    },
    onpointermove(event: PointerEvent) {
      const { span, onmoment, onchoose } = now();
      onmoment(momentAt(event));
      if (from === null) return;
      const width = (event.currentTarget as HTMLElement).clientWidth;
      const far = Math.abs(place(event) - from) * width > TREMBLE;
      onchoose(far ? between(span, from, place(event)) : null);
    },
    onpointerup(event: PointerEvent) {
      if (from === null) return;
      from = null;
      const { chosen, onzoom, onpin, onchoose } = now();
      const moment = momentAt(event);
      if (chosen) onzoom(chosen);
      else if (moment !== null) onpin(moment);
      onchoose(null);
    },
    onpointercancel() {
      from = null;
      now().onchoose(null);
    },
    onpointerleave() {
      if (from === null) now().onmoment(null);
    },
  };
}

/** Where a pointer is, from 0 to 1. */
function place(event: PointerEvent): number {
  const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return width > 0 ? Math.min(1, Math.max(0, (event.clientX - left) / width)) : 0;
}
