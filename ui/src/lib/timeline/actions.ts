/** What can be done with a record, for its menu. */
import Check from '@lucide/svelte/icons/check';
import ExternalLink from '@lucide/svelte/icons/external-link';
import BookOpen from '@lucide/svelte/icons/book-open';
import Plug from '@lucide/svelte/icons/plug';
import Star from '@lucide/svelte/icons/star';
import { fetchArticle, openOutside, type TimelineEntry } from '../api';
import { roomIcons, type Action } from '../kit';
import { addressOf } from '../records';
import { router } from '../router';
import { keymap } from '../shortcuts';
import { t } from '../text';
import { timeline } from './timeline.svelte';

/** The lines of a record's menu; each has its key too. */
export function actionsOf(entry: TimelineEntry): Action[] {
  const named = (name: string) => {
    const key = keymap.named(`timeline.${name}`);
    return key === undefined ? {} : { key };
  };
  if (entry.room !== 'reader')
    return [
      {
        text: t.timeline.openIn(t.rooms[entry.room]),
        icon: roomIcons[entry.room],
        ...named('open'),
        run: () => router.go(addressOf(entry)),
      },
    ];
  return [
    {
      text: t.timeline.openIn(t.rooms.reader),
      icon: BookOpen,
      ...named('open'),
      run: () => router.go(addressOf(entry)),
    },
    {
      text: entry.starred ? t.timeline.unstar : t.timeline.star,
      icon: Star,
      on: entry.starred,
      ...named('star'),
      run: () => void timeline.mark(entry, { starred: !entry.starred }),
    },
    {
      text: entry.read ? t.timeline.markUnread : t.timeline.markRead,
      icon: Check,
      ...named('read'),
      run: () => void timeline.mark(entry, { read: !entry.read }),
    },
    {
      text: t.timeline.original,
      icon: ExternalLink,
      ...named('original'),
      run: () => void fetchArticle(entry.id).then(({ link }) => link && openOutside(link)),
    },
    {
      text: t.timeline.showSource,
      icon: Plug,
      run: () => void fetchArticle(entry.id).then(({ feed }) => router.go(`/sources?feed=${feed}`)),
    },
  ];
}
