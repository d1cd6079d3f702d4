/** What truly befalls the machines of a simulated cluster, as it happens: the ground truth that checks go by. */
export type Happening =
  /** A process runs from now on. */
  | { readonly kind: 'started'; readonly node: string }
  /** The process is gone; `isPowerLost`: and nothing on its machine is left to say so. */
  | { readonly kind: 'crashed'; readonly node: string; readonly isPowerLost: boolean }
  /** The process stands still; it knows nothing of it. */
  | { readonly kind: 'stopped'; readonly node: string }
  | { readonly kind: 'resumed'; readonly node: string }
  | { readonly kind: 'provider-lost'; readonly node: string }
  | { readonly kind: 'provider-back'; readonly node: string }
  | { readonly kind: 'address'; readonly node: string; readonly value: string | null }
  /** Something else was done to the world: for the trace and for counting. */
  | { readonly kind: 'fault'; readonly name: string; readonly what: string }
  /** Every fault has been undone: from now on the cluster has to heal. */
  | { readonly kind: 'peace' };

export type Listener = (happening: Happening, at: number) => void;

export class Happenings {
  readonly #listeners: Listener[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  tell(happening: Happening): void {
    for (const listener of this.#listeners) listener(happening, this.#now());
  }
}
