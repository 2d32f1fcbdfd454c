/** The first steps as the person left them. */

/** The steps, in order. */
export const steps = ['start', 'look', 'ready'] as const;
export type Step = (typeof steps)[number];

/** Where the person is in them. */
class Welcome {
  /** The step that is shown. */
  at = $state(0);
  /** What each step came to, in words; empty for one that was skipped. */
  answers = $state<Partial<Record<Step, string>>>({});
  /** Addresses that are typed but not added yet. */
  draft = $state('');

  get step(): Step {
    return steps[this.at] ?? 'start';
  }

  /** Notes what the present step came to. */
  answer(words: string): void {
    this.answers = { ...this.answers, [this.step]: words };
  }

  /** Goes on; a step without an answer was skipped. */
  next(): void {
    if (this.answers[this.step] === undefined) this.answer('');
    this.at = Math.min(this.at + 1, steps.length - 1);
  }

  back(): void {
    this.at = Math.max(this.at - 1, 0);
  }

  /** Begins anew. */
  begin(): void {
    this.at = 0;
    this.answers = {};
  }
}

/** The ones of this page. */
export const welcome = new Welcome();
