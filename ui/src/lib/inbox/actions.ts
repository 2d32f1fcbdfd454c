/** What can be done with a notice: the one thing that is nearest, and all of it. */
import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import BellOff from '@lucide/svelte/icons/bell-off';
import Check from '@lucide/svelte/icons/check';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import Clock from '@lucide/svelte/icons/clock';
import ExternalLink from '@lucide/svelte/icons/arrow-right';
import Mail from '@lucide/svelte/icons/mail';
import MailOpen from '@lucide/svelte/icons/mail-open';
import Undo2 from '@lucide/svelte/icons/undo-2';
import type { Notice } from '../api';
import type { Action } from '../kit';
import { addressOf, kindName, muteKind, snoozes } from '../notices';
import { router } from '../router';
import { keymap } from '../shortcuts';
import { clock, t } from '../text';
import { inbox } from './inbox.svelte';

/** Goes to what a notice is about, which so is read. */
export function open(notice: Notice): void {
  if (!notice.read) void inbox.read(notice, true);
  router.go(addressOf(notice));
}

/** Whether what it is about can be said to be done. */
export const canFinish = ({ action, needs_you: needsYou, archived }: Notice): boolean =>
  action === 'done' && needsYou && archived === null;

/** Whether it can be put off. */
export const canSnooze = ({ archived }: Notice): boolean => archived === null;

/** The choices for how long. */
export const snoozeActions = (notice: Notice): Action[] =>
  snoozes(clock.now).map((one) => ({
    text: one.text,
    icon: Clock,
    run: () => void inbox.snooze(notice, one),
  }));

/** What stands on a notice's button. */
export interface Primary {
  text: string;
  /** It opens the choices for how long. */
  snoozes?: boolean;
  run: () => void;
}

/** The one thing that is nearest. */
export function primaryOf(notice: Notice): Primary {
  const { kind, archived, snoozed, read, action } = notice;
  if (archived !== null) return { text: t.inbox.act.putBack, run: () => void inbox.clear(notice) };
  if (snoozed !== null) return { text: t.inbox.act.wake, run: () => void inbox.wake(notice) };
  if (canFinish(notice)) return { text: t.inbox.act.done, run: () => void inbox.finish(notice) };
  // What takes place can not be done; until it was seen it can be said once more.
  if (kind === 'reminder' && action === 'open' && !read)
    return { text: t.inbox.act.snooze, snoozes: true, run: () => undefined };
  return { text: kind === 'reminder' ? t.inbox.act.open : t.inbox.act.show, run: () => open(notice) };
}

/** The lines of its menu; each but the choices for how long has its key too. */
export function actionsOf(notice: Notice): Action[] {
  const named = (name: string) => {
    const key = keymap.named(`inbox.${name}`);
    return key === undefined ? {} : { key };
  };
  const { archived, snoozed, read } = notice;
  return [
    { text: t.inbox.act.open, icon: ExternalLink, ...named('open'), run: () => open(notice) },
    ...(canFinish(notice)
      ? [
          {
            text: t.inbox.act.done,
            icon: CircleCheck,
            ...named('done'),
            run: () => void inbox.finish(notice),
          },
        ]
      : []),
    {
      text: archived === null ? t.inbox.act.clear : t.inbox.act.putBack,
      icon: archived === null ? Check : ArchiveRestore,
      ...named('clear'),
      run: () => void inbox.clear(notice),
    },
    ...(snoozed === null
      ? []
      : [{ text: t.inbox.act.wake, icon: Undo2, run: () => void inbox.wake(notice) }]),
    ...(archived === null
      ? [
          {
            text: read ? t.inbox.act.unread : t.inbox.act.read,
            icon: read ? Mail : MailOpen,
            ...named('read'),
            run: () => void inbox.read(notice),
          },
          ...snoozeActions(notice).map((one) => ({ ...one, text: t.notices.snooze.of(one.text) })),
        ]
      : []),
    {
      text: t.inbox.act.mute(kindName(notice.kind)),
      icon: BellOff,
      run: () => void muteKind(notice.kind),
    },
  ];
}
