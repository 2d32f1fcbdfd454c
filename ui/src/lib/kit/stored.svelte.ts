/** A small thing a page remembers on this machine: a width, a size, a theme. */
export class Stored<T> {
  /** What stands until something is remembered. */
  readonly usual: T;
  #key: string;
  #valid: (value: unknown) => value is T;
  #value = $state.raw() as T;

  constructor(name: string, usual: T, valid: (value: unknown) => value is T) {
    this.#key = `lorch.${name}`;
    this.#valid = valid;
    this.usual = usual;
    this.#value = usual;
    this.hear();
  }

  /** Reads again what is remembered: another window may have changed it. */
  hear(): void {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.#key) ?? 'null');
      this.#value = this.#valid(kept) ? kept : this.usual;
    } catch {
      // What cannot be read is as good as nothing: the usual value stands.
      this.#value = this.usual;
    }
  }

  /** What is remembered. */
  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    localStorage.setItem(this.#key, JSON.stringify(value));
  }
}

/** A remembered number inside its bounds. */
export function storedNumber(name: string, usual: number, least: number, most: number): Stored<number> {
  return new Stored(
    name,
    usual,
    (value): value is number => typeof value === 'number' && value >= least && value <= most,
  );
}

/** Remembered words. */
export function storedWords(name: string): Stored<string[]> {
  return new Stored<string[]>(
    name,
    [],
    (value): value is string[] => Array.isArray(value) && value.every((word) => typeof word === 'string'),
  );
}

/** A remembered yes or no. */
export function storedFlag(name: string, usual: boolean): Stored<boolean> {
  return new Stored(name, usual, (value): value is boolean => typeof value === 'boolean');
}
