/** What can be done with a row of Today, for its menu. */
import BookOpen from '@lucide/svelte/icons/book-open';
import Check from '@lucide/svelte/icons/check';
import ExternalLink from '@lucide/svelte/icons/external-link';
import Rows3 from '@lucide/svelte/icons/rows-3';
import Star from '@lucide/svelte/icons/star';
import { fetchArticle, openOutside } from '../api';
import { roomIcons, type Action } from '../kit';
import { addressOf as recordAddress } from '../records';
import { router } from '../router';
import { keymap } from '../shortcuts';
import { t } from '../text';
import { isArticle, rowOf, turn } from './marks';

/** Where a row leads. */
export const addressOf = (id: string) => `/reader/${id}?view=all`;

/** Opens the original outside. */
export async function original(id: string): Promise<void> {
  if (!isArticle(rowOf(id))) return;
  const { link } = await fetchArticle(id);
  if (link) openOutside(link);
}

/** The lines of a row's menu; each has its key too. */
export function actionsOf(id: string): Action[] {
  const row = rowOf(id);
  if (!row) return [];
  const named = (name: string) => {
    const key = keymap.named(`today.${name}`);
    return key === undefined ? {} : { key };
  };
  const at = 'published' in row ? row.published : row.started;
  if (!isArticle(row) && 'room' in row)
    return [
      {
        text: t.timeline.openIn(t.rooms[row.room]),
        icon: roomIcons[row.room],
        run: () => router.go(recordAddress(row)),
      },
      {
        text: t.today.inTimeline,
        icon: Rows3,
        run: () => router.go(`/timeline?record=${id}&at=${encodeURIComponent(at)}`),
      },
    ];
  return [
    { text: t.timeline.openIn(t.rooms.reader), icon: BookOpen, run: () => router.go(addressOf(id)) },
    {
      text: row.starred ? t.reader.removeStar : t.timeline.star,
      icon: Star,
      ...named('star'),
      run: () => void turn(id, 'starred'),
    },
    {
      text: row.read ? t.timeline.markUnread : t.timeline.markRead,
      icon: Check,
      ...named('read'),
      run: () => void turn(id, 'read'),
    },
    {
      text: t.timeline.original,
      icon: ExternalLink,
      ...named('original'),
      run: () => void original(id),
    },
    {
      text: t.today.inTimeline,
      icon: Rows3,
      run: () => router.go(`/timeline?record=${id}&at=${encodeURIComponent(at)}`),
    },
  ];
}
