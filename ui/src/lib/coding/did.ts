/** What was done, in words and with an icon. */
import CircleDot from '@lucide/svelte/icons/circle-dot';
import Eye from '@lucide/svelte/icons/eye';
import GitCommit from '@lucide/svelte/icons/git-commit-horizontal';
import GitMerge from '@lucide/svelte/icons/git-merge';
import GitPullRequest from '@lucide/svelte/icons/git-pull-request';
import Star from '@lucide/svelte/icons/star';
import Tag from '@lucide/svelte/icons/tag';
import type { CodingEntry } from '../api';
import { dayKey, t } from '../text';

/** The icon of what was done. */
export function iconOf({ kind, state }: CodingEntry): typeof Star {
  if (kind === 'pull_request') return state === 'merged' ? GitMerge : GitPullRequest;
  return { commit: GitCommit, review: Eye, release: Tag, star: Star, issue: CircleDot }[kind];
}

/** What was done: `Merged “Recurring reminders”`, `5 commits to sync-order`. */
export function did({ kind, title, state, count, branch }: CodingEntry): string {
  const words = t.coding.did;
  switch (kind) {
    case 'commit':
      if (count === 1) return title || t.coding.commits(1);
      return branch ? words.commitsTo(count, branch) : t.coding.commits(count);
    case 'pull_request':
      return state === 'merged'
        ? words.merged(title)
        : state === 'closed'
          ? words.closed(title)
          : words.opened(title);
    case 'review':
      return state === 'approved'
        ? words.approved(title)
        : state === 'changes_requested'
          ? words.changes(title)
          : words.reviewed(title);
    case 'issue':
      return state === 'closed' ? words.issueClosed(title) : words.issueOpened(title);
    case 'release':
      return words.released(title);
    case 'star':
      return words.starred(title);
  }
}

/** Where it was: `almanac/core #412`. */
export const placeOf = ({ repository, number }: CodingEntry): string =>
  number === null ? repository : `${repository} #${number}`;

/** Entries, newest first, by the day they fell on. */
export function byDay(entries: readonly CodingEntry[]): { day: string; entries: CodingEntry[] }[] {
  const days: { day: string; entries: CodingEntry[] }[] = [];
  for (const entry of entries) {
    const day = dayKey({ at: entry.at });
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
