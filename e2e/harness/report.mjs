/** Prints one line a test, with milliseconds, and counts. */

/** A story cannot go on: the test that stopped it was printed already. */
class Stopped extends Error {}

/** A story can't be played on this system; the message says why. */
export class LeftOut extends Error {}

export class Report {
  passed = 0;
  failed = 0;
  /** Stories that could not be played here. */
  leftOut = 0;
  /** Called with the name of a test that failed, to keep what helps to understand it. */
  evidence = async () => {};

  /** Plays one story. Its tests build on one another, so the first failure ends it; the next story is played all the same. */
  async story(title, play) {
    console.log(`\n${title}`);
    try {
      await play((name, body) => this.#test(name, body));
    } catch (error) {
      if (error instanceof Stopped) console.log('       the rest of this story was left out');
      else if (error instanceof LeftOut) this.#leaveOut(error);
      else this.#fail('setting the scene', 0, error);
    }
  }

  async #test(name, body) {
    const began = performance.now();
    try {
      await body();
      this.passed += 1;
      console.log(`  ok   ${name} (${Math.round(performance.now() - began)} ms)`);
    } catch (error) {
      this.#fail(name, performance.now() - began, error);
      await this.evidence(name).catch((lost) => console.log(`       no evidence: ${lost.message}`));
      throw new Stopped();
    }
  }

  #leaveOut({ message }) {
    this.leftOut += 1;
    console.log(`  LEFT OUT: ${message}`);
  }

  #fail(name, ms, error) {
    this.failed += 1;
    console.log(`  FAIL ${name} (${Math.round(ms)} ms)`);
    console.log(String(error.stack ?? error).replace(/^/gm, '       '));
  }
}
