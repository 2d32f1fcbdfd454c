/** Copies of the profile: asked for by Settings, and by the page for a profile that can't be opened. */
import { api, live, need, queries, type Backup, type Backups, type Restored } from '../api';

/** The copies there are. */
export const askBackups = () =>
  live<Backups>(() => ({
    key: ['backups'],
    topics: ['backups'],
    ask: (signal) => need(api.GET('/api/backups', { signal })),
  }));

/** Puts a copy in the place of the profile. The core opens it before it answers: everything is asked again.
 * `plain` takes one that is not encrypted though the profile is. */
export async function restoreBackup(name: string, plain = false): Promise<Restored> {
  const query = plain ? { plain } : {};
  const restored = await need(api.POST('/api/backups/{name}/restore', { params: { path: { name }, query } }));
  await queries.invalidateQueries();
  return restored;
}

/** The newest copy that was read back; without one, the newest. */
export function newestGood(items: readonly Backup[]): Backup | undefined {
  const newest = [...items].sort((a, b) => (a.at < b.at ? 1 : -1));
  return newest.find((backup) => backup.verified) ?? newest[0];
}
