/** The present to the second, while somebody looks. */
import { t } from '../text';

/** Steps every second as long as what called it is shown and the page is seen. */
export function seconds(): { readonly now: number } {
  let now = $state(Date.now());
  $effect(() => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const turn = () => {
      clearInterval(timer);
      now = Date.now();
      timer = document.hidden ? undefined : setInterval(() => (now = Date.now()), 1000);
    };
    turn();
    document.addEventListener('visibilitychange', turn);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', turn);
    };
  });
  return {
    get now() {
      return now;
    },
  };
}

/** What is left until a moment: `4 min 38 s`, `38 s`. */
export function leftWords(until: string, now: number): string {
  const left = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  const [whole, rest] = [Math.floor(left / 60), left % 60];
  return whole > 0
    ? t.pairing.minutes(String(whole), String(rest).padStart(2, '0'))
    : t.pairing.seconds(String(rest));
}
