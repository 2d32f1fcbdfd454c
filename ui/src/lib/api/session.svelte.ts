/** Who may ask: the window needs no token; a browser gets one through the one-time link that `lorch serve` prints. */

const KEY = 'lorch.token';

/** What a page knows about its right to ask. */
class Session {
  /** Whether the core refused for want of a token: the sign-in page is shown. */
  needed = $state(false);
  #token = sessionStorage.getItem(KEY);

  /** The token to send, where there is one. */
  get token(): string | null {
    return this.#token;
  }

  /** A token came: from now on it is sent. */
  begin(token: string): void {
    this.#token = token;
    sessionStorage.setItem(KEY, token);
    this.needed = false;
  }

  /** The core wants a (new) token. */
  end(): void {
    this.#token = null;
    sessionStorage.removeItem(KEY);
    this.needed = true;
  }
}

/** The page's session. */
export const session = new Session();

/** Takes the one-time code out of the address, where it must not stay: `#code=…`. */
export function takeCode(): string | null {
  const code = new URLSearchParams(location.hash.replace(/^#/, '')).get('code');
  if (code !== null) history.replaceState(history.state, '', location.pathname + location.search);
  return code;
}
