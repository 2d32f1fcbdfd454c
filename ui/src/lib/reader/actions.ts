/** What can be done with an article, for its menu. */
import BookOpen from '@lucide/svelte/icons/book-open';
import Bookmark from '@lucide/svelte/icons/bookmark';
import Check from '@lucide/svelte/icons/check';
import CheckCheck from '@lucide/svelte/icons/check-check';
import ExternalLink from '@lucide/svelte/icons/external-link';
import Star from '@lucide/svelte/icons/star';
import { openOutside, type ArticleSummary } from '../api';
import type { Action } from '../kit';
import { keymap } from '../shortcuts';
import { t } from '../text';
import { reader } from './reader.svelte';

/** The lines of an article's menu; each has its key too. */
export function actionsOf(article: ArticleSummary): Action[] {
  const named = (name: string) => {
    const key = keymap.named(`reader.${name}`);
    return key === undefined ? {} : { key };
  };
  const { link } = article;
  return [
    { text: t.keys.open, icon: BookOpen, ...named('open'), run: () => reader.show(article) },
    {
      text: article.starred ? t.reader.removeStar : t.reader.star,
      icon: Star,
      on: article.starred,
      ...named('star'),
      run: () => void reader.mark(article, { starred: !article.starred }),
    },
    {
      text: article.read ? t.reader.markUnread : t.reader.markRead,
      icon: Check,
      ...named('read'),
      run: () => void reader.mark(article, { read: !article.read }),
    },
    {
      text: article.saved ? t.reader.removeSaved : t.reader.toggleSaved,
      icon: Bookmark,
      on: article.saved,
      ...named('save'),
      run: () => void reader.mark(article, { saved: !article.saved }),
    },
    ...(link
      ? [
          {
            text: t.reader.openOriginal,
            icon: ExternalLink,
            ...named('original'),
            run: () => openOutside(link),
          },
        ]
      : []),
    {
      text: t.reader.markAbove,
      icon: CheckCheck,
      ...named('above'),
      run: () => void reader.markAbove(article.id),
    },
  ];
}
