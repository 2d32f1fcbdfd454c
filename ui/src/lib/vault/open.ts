/** Opening and closing the vault: keys, tokens and passwords, which never lie in the profile itself. */
import { api, need, queries, type Vault } from '../api';
import { vaultKey } from '../connections';

/** Opens the encrypted file; makes it where there is none. */
export async function openFile(passphrase: string): Promise<void> {
  queries.setQueryData<Vault>(vaultKey, await need(api.POST('/api/vault/file', { body: { passphrase } })));
  await queries.invalidateQueries({ queryKey: ['devices'] });
}

/** Asks the desktop to open its keyring: it asks the person itself. */
export async function unlockKeyring(): Promise<void> {
  queries.setQueryData<Vault>(vaultKey, await need(api.POST('/api/vault/unlock')));
  await queries.invalidateQueries({ queryKey: ['devices'] });
}

/** Forgets the passphrase until it is typed again. */
export async function lockVault(): Promise<void> {
  queries.setQueryData<Vault>(vaultKey, await need(api.POST('/api/vault/lock')));
}
