/** What a person does in Settings. Each throws {@link Refused} or {@link Unreachable} when it fails. */
import { api, need, type Purged } from '../api';
import { count, t } from '../text';

const bin = t.settings.bin;

/** Takes something out of the bin. */
export function restoreFromBin(id: string) {
  return need(api.POST('/api/bin/{id}/restore', { params: { path: { id } } }));
}

/** Deletes one thing of the bin for good; without an id, all of them. */
export function purge(id?: string): Promise<Purged> {
  return need(
    id === undefined ? api.DELETE('/api/bin') : api.DELETE('/api/bin/{id}', { params: { path: { id } } }),
  );
}

/** What a purge did, and who may still hold it. */
export function purgedWords({ things, backups, devices }: Purged): string {
  const holders = [
    ...(backups > 0 ? [bin.backups(count(backups))] : []),
    ...(devices > 0 ? [bin.devices(count(devices))] : []),
  ];
  const done = bin.purged(count(things));
  return holders.length > 0 ? `${done}; ${bin.heldBy(holders.join(', '))}` : done;
}
