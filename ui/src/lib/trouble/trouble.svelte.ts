/** Whether the profile's files are in trouble, and how deep. */
import { Refused, type Problem, type Status } from '../api';

/** Trouble that leaves the profile open: reading goes on. */
const PASSING = [
  'disk_full',
  'profile_read_only',
  'disk_failing',
  'backup_failed',
  'drill_failed',
  'exchange_held',
];
/** Trouble in which the present file may be set aside, for a copy or for an empty one. */
const MENDABLE = ['database_damaged', 'database_empty', 'database_foreign', 'database_key_wrong'];
/** Trouble that is over when the vault is open. */
export const IN_VAULT = 'database_locked_vault';
/** Trouble in which the profile stays closed. */
const CLOSED = [
  ...MENDABLE,
  'database_newer',
  'database_locked_key',
  IN_VAULT,
  'database_not_encrypted',
  'key_file_unusable',
  'profile_forbidden',
  'profile_closed',
];

/** What stands in the way of opening the profile; `null` when nothing does. */
export function shut(status: Status | undefined, fault: unknown): Problem | null {
  const problem = fault instanceof Refused ? fault.problem : (status?.trouble ?? null);
  return problem && CLOSED.includes(problem.code) ? problem : null;
}

/** What goes wrong while the profile is open; `null` when nothing does. */
export function passing(status: Status | undefined): Problem | null {
  const problem = status?.trouble ?? null;
  return problem && PASSING.includes(problem.code) ? problem : null;
}

/** The section of Settings where it is seen to; `null` where it passes by itself. */
export const seenTo = ({ code }: Problem): string | null =>
  ({ backup_failed: 'backup', drill_failed: 'backup', exchange_held: 'devices' })[code] ?? null;

/** Whether a copy, or an empty profile, may take the place of the file. */
export const mendable = (problem: Problem): boolean => MENDABLE.includes(problem.code);

/** Whether a copy or an empty profile is all there is to do. */
export const selfEvident = ({ code }: Problem): boolean =>
  ['database_damaged', 'database_empty'].includes(code);

/** What is to be told after the trouble is over. */
class Aftermath {
  /** Where the file is kept that an empty profile took the place of. */
  kept = $state<string | null>(null);
}

/** The one. */
export const aftermath = new Aftermath();
