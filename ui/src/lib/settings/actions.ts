/** What Settings asks, and what a person does there. Each throws {@link Refused} or {@link Unreachable} when it fails. */
import { api, need, type Purged, type Verification } from '../api';
import { bytes, t } from '../text';

const backup = t.settings.backup;
const bin = t.settings.bin;

/** Makes a copy now; answers what was made, in words. */
export async function backUp(): Promise<string> {
  const made = await need(api.POST('/api/backups'));
  return backup.made(bytes(made.bytes));
}

/** Reads everything through. */
export function verify(): Promise<Verification> {
  return need(api.POST('/api/verify'));
}

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

/** Deletes every figure that was kept of this computer. */
export const forgetFigures = () => need(api.DELETE('/api/system/metrics'));

/** What a purge did, and who may still hold it. */
export function purgedWords({ things, backups, devices }: Purged): string {
  const holders = [
    ...(backups > 0 ? [bin.backups(backups)] : []),
    ...(devices > 0 ? [bin.devices(devices)] : []),
  ];
  const done = bin.purged(things);
  return holders.length > 0 ? `${done}; ${bin.heldBy(holders.join(', '))}` : done;
}
