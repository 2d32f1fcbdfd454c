/** What can be done with a feed or an account, as the lines of its menu. */
import BookOpen from '@lucide/svelte/icons/book-open';
import ExternalLink from '@lucide/svelte/icons/external-link';
import KeyRound from '@lucide/svelte/icons/key-round';
import Pause from '@lucide/svelte/icons/pause';
import Play from '@lucide/svelte/icons/play';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import Trash from '@lucide/svelte/icons/trash-2';
import Unplug from '@lucide/svelte/icons/unplug';
import { openOutside, why, type Connection, type Feed } from '../api';
import { reaskConnections, serviceName } from '../connections';
import { toasts, type Action } from '../kit';
import { router } from '../router';
import { t } from '../text';
import { refresh, removeFeed } from './actions';
import { fetchNow, pause } from './connection-actions';
import { sources } from './sources.svelte';

/** Does it, and says so when it fails. */
export const attempt = (work: () => Promise<unknown>) =>
  void work().catch((fault) => toasts.fail(why(fault)));

/** What can be done with a feed. */
export function feedActions(feed: Feed): Action[] {
  const { site } = feed;
  return [
    // Nobody is asked for what is made up.
    ...(feed.sample
      ? []
      : [{ text: t.sources.checkNow, icon: RefreshCw, run: () => attempt(() => refresh([feed.id])) }]),
    {
      text: t.sources.openInReader,
      icon: BookOpen,
      run: () => router.go(`/reader?view=all&feed=${feed.id}`),
    },
    ...(site ? [{ text: t.sources.openSite, icon: ExternalLink, run: () => openOutside(site) }] : []),
    { text: t.sources.remove, icon: Trash, danger: true, run: () => attempt(() => removeFeed(feed)) },
  ];
}

/** What can be done with an account. */
export function accountActions(one: Connection): Action[] {
  const words = t.connections;
  const paused = one.state === 'paused';
  const fetch = {
    text: words.fetch,
    icon: RefreshCw,
    disabled: one.state !== 'ok',
    run: () =>
      attempt(async () => {
        await fetchNow(one.id);
        toasts.say(words.fetching(serviceName(one.service)));
        await reaskConnections();
      }),
  };
  const rest = {
    text: paused ? words.resume : words.pause,
    icon: paused ? Play : Pause,
    run: () =>
      attempt(async () => {
        await pause(one.id, !paused);
        await reaskConnections();
      }),
  };
  return [
    ...(one.state === 'needs_you' ? [] : [fetch, rest]),
    { text: words.again, icon: KeyRound, run: () => sources.connect({ again: one.id }) },
    { text: words.disconnect, icon: Unplug, danger: true, run: () => sources.disconnect(one.id) },
  ];
}
