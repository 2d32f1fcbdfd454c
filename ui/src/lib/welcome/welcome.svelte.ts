/** The first steps as the person left them. */
import { t } from '../text';

/** The steps, in order. */
export const steps = ['device', 'start', 'look', 'ready'] as const;
export type Step = (typeof steps)[number];

/** Where the person is in them. */
class Welcome {
  /** The step that is shown. */
  at = $state(0);
  /** What each step came to, in words; empty for one that was skipped. */
  answers = $state<Partial<Record<Step, string>>>({});
  /** Addresses that are typed but not added yet. */
  draft = $state('');
  /** The device that was joined. */
  #host: string | null = null;

  get step(): Step {
    return steps[this.at] ?? 'device';
  }

  /** Notes what the present step came to. */
  answer(words: string): void {
    this.answers = { ...this.answers, [this.step]: words };
  }

  /** What there is to start with comes from another device. */
  from(host: string): void {
    this.#host = host;
    this.answers = { ...this.answers, start: t.welcome.start.answerJoined(host) };
  }

  /** Goes on; a step without an answer was skipped. Whoever joined has something to start with. */
  next(): void {
    if (this.answers[this.step] === undefined) this.answer('');
    const by = this.step === 'device' && this.#host !== null ? 2 : 1;
    this.at = Math.min(this.at + by, steps.length - 1);
  }

  back(): void {
    const by = this.step === 'look' && this.#host !== null ? 2 : 1;
    this.at = Math.max(this.at - by, 0);
  }

  /** Begins anew. */
  begin(): void {
    this.at = 0;
    this.answers = {};
    this.#host = null;
  }
}

/** The ones of this page. */
export const welcome = new Welcome();
