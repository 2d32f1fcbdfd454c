/** Where secrets lie: keys, tokens and passwords, never in the profile itself. */
import { api, live, need, queries, type Vault } from '../api';

const key = ['vault'] as const;

/** Where they lie, and whether it is open. */
export const askVault = () =>
  live<Vault>(() => ({
    key,
    topics: ['vault', 'sources', 'status'],
    ask: (signal) => need(api.GET('/api/vault', { signal })),
  }));

/** Opens the encrypted file; makes it where there is none. */
export async function openFile(passphrase: string): Promise<void> {
  queries.setQueryData<Vault>(key, await need(api.POST('/api/vault/file', { body: { passphrase } })));
  await queries.invalidateQueries({ queryKey: ['devices'] });
}

/** Asks the desktop to open its keyring: it asks the person itself. */
export async function unlockKeyring(): Promise<void> {
  queries.setQueryData<Vault>(key, await need(api.POST('/api/vault/unlock')));
  await queries.invalidateQueries({ queryKey: ['devices'] });
}

/** Forgets the passphrase until it is typed again. */
export async function lockVault(): Promise<void> {
  queries.setQueryData<Vault>(key, await need(api.POST('/api/vault/lock')));
}
