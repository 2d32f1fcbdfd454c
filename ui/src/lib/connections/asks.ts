/** What is asked about accounts of services. */
import { api, live, need, queries, type Connection, type Service, type Vault } from '../api';

const connectionsKey = ['connections'];

/** Accounts the person signed in to. */
export const askConnections = () =>
  live<Connection[]>(() => ({
    key: connectionsKey,
    topics: ['sources'],
    ask: async (signal) => (await need(api.GET('/api/sources/connections', { signal }))).items,
  }));

/** Asks for the accounts again, after something was done to one. */
export const reaskConnections = () => queries.invalidateQueries({ queryKey: connectionsKey });

/** Services that can be connected. */
export const askServices = () =>
  live<Service[]>(() => ({
    key: ['services'],
    topics: [],
    ask: async (signal) => (await need(api.GET('/api/sources/services', { signal }))).items,
  }));

/** Cache key of the vault, which Settings also writes to. */
export const vaultKey = ['vault'] as const;

/** Where secrets lie, and whether they can be got at. */
export const askVault = () =>
  live<Vault>(() => ({
    key: vaultKey,
    topics: ['vault', 'sources', 'status'],
    ask: (signal) => need(api.GET('/api/vault', { signal })),
  }));
