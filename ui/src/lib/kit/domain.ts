/** The areas that have a colour of their own; the class `domain-<area>` gives it to text, icons and shapes. */
import BookOpen from '@lucide/svelte/icons/book-open';
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import GitCommit from '@lucide/svelte/icons/git-commit-horizontal';
import Headphones from '@lucide/svelte/icons/headphones';

export type Domain = 'exercise' | 'coding' | 'listening' | 'reader' | 'planner';

/** The icon of each area that has records. */
export const roomIcons = {
  reader: BookOpen,
  planner: CalendarDays,
  coding: GitCommit,
  listening: Headphones,
} as const;
