/** A notice outside of this page was clicked: the page goes to what it is about. */
import { api, changes, need } from '../api';
import { router } from '../router';
import { addressOf } from './words';

/** Follows what is opened from now on, until the returned function is called. */
export function followOpened(): () => void {
  let last: number | null = null;
  let asking: Promise<void> = Promise.resolve();
  const ask = async () => {
    const opened = await need(api.GET('/api/inbox/opened'));
    const before = last;
    last = opened.number;
    // A smaller number is of a core that has begun anew.
    if (before === null || opened.number === before || opened.number === 0) return;
    router.go(addressOf({ ...opened, kind: opened.kind ?? '' }));
  };
  const again = () => {
    asking = asking.then(ask).catch(() => undefined);
  };
  again();
  return changes.on((topics) => topics.has('inbox') && again());
}
