/** What a person does with accounts of services. Each throws {@link Refused} or {@link Unreachable} when it fails. */
import { api, need, type Connection, type SigningIn, type Vault, type Way } from '../api';

/** What signing in needs, by the way it goes. */
export interface Brought {
  way: Way;
  token?: string;
  client_id?: string;
  base_url?: string;
}

const path = (id: string) => ({ path: { id } });

/** Connects an account by a token. */
export const connect = (service: string, { token = '', base_url }: Brought): Promise<Connection> =>
  need(
    api.POST('/api/sources/connections', {
      body: { service, way: 'token', token, ...(base_url ? { base_url } : {}) },
    }),
  );

/** Begins to sign in by a code or in the browser. */
export const beginSignIn = (service: string, brought: Brought): Promise<SigningIn> => {
  const { way, client_id = '', base_url } = brought;
  return need(
    api.POST('/api/sources/signins', {
      body: { service, way, client_id, ...(base_url ? { base_url } : {}) },
    }),
  );
};

/** Signs in to a connection again. */
export const signInAgain = (id: string, { way, token, client_id }: Brought): Promise<SigningIn> =>
  need(
    api.POST('/api/sources/connections/{id}/signin', {
      params: path(id),
      body: { way, ...(token ? { token } : {}), ...(client_id ? { client_id } : {}) },
    }),
  );

/** How signing in goes. */
export const fetchSignIn = (id: string, signal: AbortSignal): Promise<SigningIn> =>
  need(api.GET('/api/sources/signins/{id}', { params: path(id), signal }));

/** Gives up signing in. */
export const cancelSignIn = (id: string) =>
  need(api.DELETE('/api/sources/signins/{id}', { params: path(id) }));

/** Pauses an account, or lets it go on. */
export const pause = (id: string, paused: boolean) =>
  need(api.PATCH('/api/sources/connections/{id}', { params: path(id), body: { paused } }));

/** Asks an account now. */
export const fetchNow = (id: string) =>
  need(api.POST('/api/sources/connections/{id}/fetch', { params: path(id) }));

/** Takes an account away; what it brought is kept, or erased. */
export const disconnect = (id: string, data: 'keep' | 'erase') =>
  need(api.DELETE('/api/sources/connections/{id}', { params: { ...path(id), query: { data } } }));

/** Where secrets lie. */
export const fetchVault = (): Promise<Vault> => need(api.GET('/api/vault'));

/** Makes the encrypted file for secrets, or opens it. */
export const openVaultFile = (passphrase: string): Promise<Vault> =>
  need(api.POST('/api/vault/file', { body: { passphrase } }));
