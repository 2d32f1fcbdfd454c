/**
 * Where the person is. A history router of our own: under the window's scheme `lorch:` the origin of a parsed URL
 * is `null`, and the routers that compare origins then leave every link to the web view.
 */

/** A place in Lorch. */
export interface Place {
  /** Path without a slash at the end: `/reader/7f…`. */
  path: string;
  /** What follows the question mark. */
  query: URLSearchParams;
}

const LAST = 'lorch.place';

/** Whether a link stays inside Lorch. */
function inside(url: URL): boolean {
  return url.protocol === location.protocol && url.host === location.host;
}

/** The page's way through its own history. */
class Router {
  /** Where the person is now. */
  place = $state.raw<Place>(read());

  /** First word of the path: the room. */
  get room(): string {
    return this.place.path.split('/')[1] ?? '';
  }

  /** What follows the room. */
  get rest(): string {
    return decodeURIComponent(this.place.path.split('/')[2] ?? '');
  }

  /** Goes to a path; `replace` leaves no step behind. */
  go(to: string, { replace = false } = {}): void {
    const url = new URL(to, location.href);
    const target = url.pathname + url.search;
    if (target === location.pathname + location.search) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', target);
    this.place = read();
    localStorage.setItem(LAST, target);
  }

  /** Listens to the history and to clicks on links; the returned function ends it. */
  start(home: string, outside: (url: string) => void): () => void {
    if (location.pathname === '/') this.go(localStorage.getItem(LAST) ?? home, { replace: true });
    const moved = () => {
      this.place = read();
    };
    const clicked = (event: MouseEvent) => this.#click(event, outside);
    window.addEventListener('popstate', moved);
    document.addEventListener('click', clicked);
    return () => {
      window.removeEventListener('popstate', moved);
      document.removeEventListener('click', clicked);
    };
  }

  #click(event: MouseEvent, outside: (url: string) => void): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link?.href || event.defaultPrevented || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (!inside(url)) {
      event.preventDefault();
      if (['http:', 'https:', 'mailto:'].includes(url.protocol)) outside(url.href);
    } else if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      if (url.hash && url.pathname === location.pathname) return;
      event.preventDefault();
      this.go(url.pathname + url.search);
    }
  }
}

function read(): Place {
  return { path: location.pathname.replace(/\/+$/, '') || '/', query: new URLSearchParams(location.search) };
}

/** The page's router. */
export const router = new Router();
