/** Connecting an account, step by step. */
import { openOutside, type Connection, type Service, type SigningIn, type Vault, type Way } from '../api';
import {
  beginSignIn,
  cancelSignIn,
  connect,
  fetchSignIn,
  fetchVault,
  openVaultFile,
  signInAgain,
} from './connection-actions';

/** Where it stands. The person sees three steps: what is read, signing in, the first import. */
export type Standing = 'which' | 'read' | 'vault' | 'signin' | 'waiting' | 'import';

/** While the person is on the service's page, it is asked this often whether they are done. */
const LOOK_MS = 2000;

/** One account on its way. */
export class Connecting {
  standing = $state<Standing>('which');
  service = $state.raw<Service | null>(null);
  way = $state<Way>('token');
  token = $state('');
  clientId = $state('');
  server = $state('');
  passphrase = $state('');
  repeated = $state('');
  vault = $state.raw<Vault | null>(null);
  signIn = $state.raw<SigningIn | null>(null);
  /** Id of the connection that came of it. */
  connection = $state<string | null>(null);
  busy = $state(false);
  fault = $state.raw<unknown>(null);
  /** The connection that is signed in to again. */
  readonly again: Connection | null;

  constructor(service: Service | null, again: Connection | null = null) {
    this.again = again;
    this.clientId = again?.client_id ?? '';
    if (service) this.choose(service);
    if (again) this.standing = 'read';
  }

  /** Which of the three steps that is, from 1. */
  readonly step = $derived(
    { which: 1, read: 1, vault: 2, signin: 2, waiting: 2, import: 3 }[this.standing] as 1 | 2 | 3,
  );

  /** Chooses a service. */
  choose(service: Service): void {
    this.service = service;
    this.way = (this.again && !this.again.client_id ? 'token' : undefined) ?? usualWay(service, this.again);
    this.standing = 'read';
  }

  /** Whether what is typed is enough to go on. */
  readonly ready = $derived.by(() => {
    if (this.standing === 'vault')
      return this.passphrase !== '' && (this.opens || this.passphrase === this.repeated);
    if (this.standing !== 'signin') return true;
    return (this.way === 'token' ? this.token : this.clientId).trim() !== '';
  });

  /** Whether there is an encrypted file, which the passphrase opens; else it makes one. */
  readonly opens = $derived(this.vault?.kind === 'file');

  /** The next step. */
  async forward(): Promise<void> {
    if (this.busy || !this.ready) return;
    const { standing } = this;
    await this.#try(async () => {
      if (standing === 'read') await this.#lookForVault();
      else if (standing === 'vault') {
        this.vault = await openVaultFile(this.passphrase);
        this.passphrase = this.repeated = '';
        this.standing = 'signin';
      } else if (standing === 'signin') await this.#signIn();
    });
  }

  /** Looks once more where sign-ins can be kept. */
  lookAgain(): Promise<void> {
    return this.#try(() => this.#lookForVault());
  }

  /** One step back; what was typed stays. */
  back(): void {
    this.fault = null;
    if (this.signIn && this.standing === 'waiting') void cancelSignIn(this.signIn.id).catch(() => undefined);
    this.signIn = null;
    this.standing = this.standing === 'waiting' ? 'signin' : this.standing === 'read' ? 'which' : 'read';
  }

  /** Opens the service's page. */
  open(): void {
    const url = this.signIn?.authorize_url ?? this.signIn?.verification_url;
    if (url) openOutside(url);
  }

  /** Asks how it goes until it is over; the returned function ends that. Nothing is asked while the page is hidden. */
  watch(): () => void {
    const run = new AbortController();
    const look = async () => {
      const id = this.signIn?.state === 'waiting' ? this.signIn.id : null;
      if (id === null || document.hidden) return;
      try {
        const now = await fetchSignIn(id, run.signal);
        if (!run.signal.aborted && this.signIn?.id === id) this.#take(now);
      } catch {
        // The core is away for a moment, or this sign-in is over: the next look, or its end, tells.
      }
    };
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => {
      run.abort();
      clearInterval(timer);
    };
  }

  /** Ends it: a sign-in that waits is given up. */
  end(): void {
    if (this.signIn?.state === 'waiting') void cancelSignIn(this.signIn.id).catch(() => undefined);
  }

  async #lookForVault(): Promise<void> {
    this.vault = await fetchVault();
    const { kind, state } = this.vault;
    // A locked keyring asks by itself when something is put into it.
    this.standing =
      state === 'open' || (kind === 'secret_service' && state === 'locked') ? 'signin' : 'vault';
  }

  async #signIn(): Promise<void> {
    const { service, again, way } = this;
    if (!service) return;
    const brought = {
      way,
      ...(way === 'token' ? { token: this.token.trim() } : { client_id: this.clientId.trim() }),
      ...(this.server.trim() ? { base_url: this.server.trim() } : {}),
    };
    if (way === 'token' && !again) {
      this.connection = (await connect(service.id, brought)).id;
      this.token = '';
      this.standing = 'import';
      return;
    }
    this.#take(await (again ? signInAgain(again.id, brought) : beginSignIn(service.id, brought)));
    if (way === 'browser' && this.signIn?.state === 'waiting') this.open();
  }

  #take(signIn: SigningIn): void {
    this.signIn = signIn;
    this.connection = signIn.connection ?? this.connection;
    this.standing = signIn.state === 'done' ? 'import' : 'waiting';
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.fault = null;
    try {
      await work();
    } catch (fault) {
      this.fault = fault;
    } finally {
      this.busy = false;
    }
  }
}

/** The way that is offered first: of a connection that was made with an application, not the token. */
function usualWay({ ways }: Service, again: Connection | null): Way {
  const fits = again?.client_id ? ways.find((way) => way !== 'token') : undefined;
  return fits ?? ways[0] ?? 'token';
}
