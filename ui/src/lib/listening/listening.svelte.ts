/** The state of Listening that outlives the page. */
import type { Period } from '../api';
import { Stored } from '../kit';
import type { Day } from '../plans/days';

/** How long a time can be looked at. */
export const periods = ['week', 'month', 'year', 'all'] as const satisfies readonly Period[];

const isPeriod = (value: unknown): value is Period => (periods as readonly unknown[]).includes(value);

/** Listening as the person left it. */
class ListeningState {
  #period = new Stored<Period>('listening-period', 'month', isPeriod);
  /** A day in the time that is shown; `null` for now. */
  at = $state<Day | null>(null);

  /** How long a time is looked at. */
  get period(): Period {
    return this.#period.value;
  }

  set period(to: Period) {
    this.#period.value = to;
  }

  /** Looks at the time that a day is in. */
  show(period: unknown, at: Day | null): void {
    if (isPeriod(period)) this.period = period;
    this.at = at;
  }
}

/** The one. */
export const listening = new ListeningState();
