/** Made-up answers of the core about accounts of services, for tests. */
import type { Connection, Service, SigningIn, Vault } from '../api';

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** An account of GitHub that is well. */
export const connection = (more: Partial<Connection> = {}): Connection => ({
  id: 'c1',
  service: 'github',
  account: 'github:583231',
  name: 'octo-harbour',
  state: 'ok',
  fault: null,
  checked: ago(6),
  next_check: ago(-9),
  records: 1204,
  base_url: 'https://api.github.com',
  client_id: null,
  since: ago(60_000),
  first_import: null,
  ...more,
});

/** A fault that only a sign-in mends. */
export const ended = {
  type: 'about:blank#token_refused',
  status: 401,
  code: 'token_refused',
  title: 'GitHub refused the token',
  hint: 'Sign in again.',
};

/** GitHub, by a token or a code. */
export const github: Service = {
  id: 'github',
  title: 'GitHub',
  reads: ['commits', 'pull_requests'],
  ways: ['token', 'device'],
  needs: ['client_id'],
  scopes: ['repo'],
  base_url: 'https://api.github.com',
  redirect: null,
  register_url: 'https://github.com/settings/tokens',
};

/** Spotify, in the browser. */
export const spotify: Service = {
  id: 'spotify',
  title: 'Spotify',
  reads: ['plays'],
  ways: ['browser'],
  needs: ['client_id'],
  scopes: ['user-read-recently-played'],
  base_url: 'https://api.spotify.com',
  redirect: 'http://127.0.0.1/callback',
  register_url: 'https://developer.spotify.com/dashboard',
};

/** A sign-in that waits for the person. */
export const signingIn = (more: Partial<SigningIn> = {}): SigningIn => ({
  id: 's1',
  service: 'github',
  way: 'device',
  state: 'waiting',
  user_code: 'WDJB-MJHT',
  verification_url: 'https://github.com/login/device',
  authorize_url: null,
  expires: ago(-15),
  connection: null,
  problem: null,
  ...more,
});

/** A vault that is open. */
export const vault = (more: Partial<Vault> = {}): Vault => ({
  kind: 'file',
  state: 'open',
  detail: null,
  entries: [],
  ...more,
});
