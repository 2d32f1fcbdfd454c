/** The areas that have a colour of their own; the class `domain-<area>` gives it to text, icons and shapes. */
export type Domain = 'exercise' | 'coding' | 'listening' | 'reader' | 'planner';
