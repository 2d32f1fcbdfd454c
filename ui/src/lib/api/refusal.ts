/** What can come instead of an answer. */
import type { Problem } from './types';

/** The core answered, with a refusal. */
export class Refused extends Error {
  override name = 'Refused';
  /** What it said. */
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** The core did not answer. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** The stable word of a refusal; empty for anything else. */
export function codeOf(fault: unknown): string {
  return fault instanceof Refused ? fault.problem.code : '';
}

/** A body that is not a Problem (a proxy's page, a cut answer) becomes one. */
export function asProblem(body: unknown, status: number): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body && 'title' in body) return body as Problem;
  return {
    type: 'about:blank#unexpected',
    status,
    code: 'unexpected',
    title: `The core answered with status ${status}`,
  };
}
