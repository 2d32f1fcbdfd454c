/** The five steps of a heat map: nothing, and four parts of what is usual at most. */

/** A step, 0 being nothing. */
export type Step = 0 | 1 | 2 | 3 | 4;

/** One cell of a heat map or a rose. */
export interface HeatCell {
  step: Step;
  /** Where it stands and what is there; spoken and shown. */
  text: string;
}

/** What is higher than nearly all is as dark as they are, so that one day of many leaves the others apart. */
const NEARLY_ALL = 0.95;

/** Says the step of a value: quarters of what nearly all of the values stay below. */
export function stepsOf(values: readonly number[]): (value: number) => Step {
  const some = values.filter((value) => value > 0).sort((a, b) => a - b);
  const top = some[Math.floor((some.length - 1) * NEARLY_ALL)] ?? 1;
  return (value) => (value > 0 ? (Math.min(4, Math.ceil((value / top) * 4)) as Step) : 0);
}
