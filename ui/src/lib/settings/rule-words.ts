/** What a rule does, in one line. */
import type { Feed, Rule } from '../api';
import { t } from '../text';

const words = t.settings.rules;

/** `marks as read, stars · “tide, moon” · in Sea · from Harbour Review` */
export function said(rule: Rule, feeds: readonly Feed[]): string {
  const feed = rule.feed && (feeds.find((one) => one.id === rule.feed)?.title ?? words.goneFeed);
  return [
    [...(rule.read ? [words.marksRead] : []), ...(rule.starred ? [words.stars] : [])].join(', '),
    ...(rule.words ? [words.says(rule.words)] : []),
    ...(rule.folder ? [words.inFolder(rule.folder)] : []),
    ...(feed ? [words.fromFeed(feed)] : []),
  ].join(' · ');
}
