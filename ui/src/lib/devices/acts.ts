/** What is done with devices. Each throws {@link Refused} or {@link Unreachable}. */
import { api, need, queries } from '../api';

const again = () => queries.invalidateQueries({ queryKey: ['devices'], exact: true });

/** Meets every device now. */
export const syncAll = () => need(api.POST('/api/devices/sync'));

/** Meets one device now. */
export const syncOne = (id: string) => need(api.POST('/api/devices/{id}/sync', { params: { path: { id } } }));

/** Calls a device something else. */
export async function rename(id: string, name: string): Promise<void> {
  await need(api.PATCH('/api/devices/{id}', { params: { path: { id } }, body: { name } }));
  await again();
}

/** Shuts a device out. There is no way back but pairing. */
export async function revoke(id: string): Promise<void> {
  await need(api.DELETE('/api/devices/{id}', { params: { path: { id } } }));
  await again();
}
