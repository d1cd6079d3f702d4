// Who has tried so many wrong secrets that no further try is looked at?

export interface LimiterSettings {
  /** Wrong secrets that a client may send in one go; one more becomes free every `refillMs`. */
  readonly burst: number;
  readonly refillMs: number;
  /** A client that sent a right secret within this time is always listened to. */
  readonly trustMs: number;
  /** Clients remembered; the one that was quiet longest is forgotten first. */
  readonly maxClients: number;
}

export const DEFAULT_LIMITS: LimiterSettings = {
  burst: 20,
  refillMs: 3_000,
  trustMs: 600_000,
  maxClients: 1_000,
};

interface Client {
  tries: number;
  countedAt: number;
  trustedUntil: number;
}

/**
 * Counts per client address, within bounds. Behind a proxy that is not declared all clients share one
 * address: a node that proved itself must not fall silent to its peers because somebody else guesses, so a
 * right secret opens the door for a while. Times are monotonic ms.
 */
export class WrongSecretLimiter {
  readonly #clients = new Map<string, Client>();
  readonly #settings: LimiterSettings;

  constructor(settings: LimiterSettings = DEFAULT_LIMITS) {
    this.#settings = settings;
  }

  /** ms until the client may try again; 0: it may now. */
  waitMs(address: string, now: number): number {
    const client = this.#clients.get(clientKey(address));
    if (client === undefined || client.trustedUntil > now) return 0;
    const { burst, refillMs } = this.#settings;
    const freeAt = client.countedAt + (client.tries - burst + 1) * refillMs;
    return Math.max(0, Math.ceil(freeAt - now));
  }

  noteWrong(address: string, now: number): void {
    const client = this.#recall(address, now);
    client.tries = Math.min(client.tries + 1, this.#settings.burst);
  }

  noteRight(address: string, now: number): void {
    this.#recall(address, now).trustedUntil = now + this.#settings.trustMs;
  }

  /** The client's entry, its tries brought up to date, moved to the end of the order of forgetting. */
  #recall(address: string, now: number): Client {
    const key = clientKey(address);
    const known = this.#clients.get(key) ?? { tries: 0, countedAt: now, trustedUntil: -Infinity };
    const forgiven = (now - known.countedAt) / this.#settings.refillMs;
    known.tries = Math.max(0, known.tries - forgiven);
    known.countedAt = now;
    this.#clients.delete(key);
    this.#clients.set(key, known);
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > this.#settings.maxClients && oldest !== undefined) this.#clients.delete(oldest);
    return known;
  }
}

/** An IPv6 client owns its whole /64 and could draw a new address for every try. */
function clientKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.toLowerCase().split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const gap = address.includes('::')
    ? Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0')
    : [];
  return [...front, ...gap, ...back].slice(0, 4).join(':');
}
