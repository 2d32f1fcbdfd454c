/** What is said in passing: one line, at most one action, at most three at a time. */

/** One toast. */
export interface Toast {
  id: number;
  text: string;
  /** An error stays until it is dismissed. */
  fault: boolean;
  action?: { text: string; run: () => void } | undefined;
  /** What it is about: a later one about the same takes its place. */
  about?: string | undefined;
}

const LASTS_MS = 10_000;
const MOST = 3;

/** The toasts on screen. */
class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #count = 0;

  /** Says something; with `action`, for example Undo. */
  say(text: string, action?: Toast['action'], about?: string): void {
    this.#add({ id: ++this.#count, text, fault: false, action, about });
  }

  /** Says that something failed. */
  fail(text: string, action?: Toast['action']): void {
    this.#add({ id: ++this.#count, text, fault: true, action });
  }

  /** Takes one away. */
  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
    this.pause(id);
  }

  /** Takes away what is said about something. */
  forget(about: string): void {
    for (const toast of this.list) if (toast.about === about) this.dismiss(toast.id);
  }

  /** Stops the time, while the pointer or the focus is on it. */
  pause(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** Lets the time run again. */
  resume(id: number): void {
    this.pause(id);
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), LASTS_MS),
    );
  }

  #add(toast: Toast): void {
    if (toast.about !== undefined) this.forget(toast.about);
    for (const old of this.list.slice(0, Math.max(0, this.list.length - MOST + 1))) this.dismiss(old.id);
    this.list = [...this.list, toast];
    if (!toast.fault) this.resume(toast.id);
  }
}

/** The page's toasts. */
export const toasts = new Toasts();
