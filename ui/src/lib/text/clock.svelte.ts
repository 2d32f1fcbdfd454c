/** The present, for relative times: steps every half minute while the page is seen, never while it is hidden. */
class Clock {
  /** Milliseconds since 1970. */
  now = $state(Date.now());

  constructor() {
    setInterval(() => {
      if (!document.hidden) this.now = Date.now();
    }, 30_000);
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.now = Date.now();
    });
  }
}

/** The one clock of the page. */
export const clock = new Clock();
