// Which configurations and heartbeats do properties hold for? Any that a seeded generator makes.
import type { MemberLiveness } from '../../src/cluster/peer/peer-api.ts';
import type { Configuration } from '../../src/model/configuration.ts';
import { FAMILIES } from '../../src/model/family.ts';
import type { Heartbeat, Statement, ToldZones } from '../../src/model/heartbeat.ts';
import { LINES } from '../../src/model/line.ts';
import type { Member } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import { serviceKey } from '../../src/model/service.ts';

/** mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Words that have broken programs before. */
const WORDS = ['广州', 'a b', 'constructor', 'toString', 'é"\\', '1', 'x'.repeat(60), '🍫', 'null', 'CT'];

export class Generator {
  readonly #next: () => number;
  #counter = 0;

  constructor(seed: number) {
    this.#next = seeded(seed);
  }

  configuration(): Configuration {
    const services = this.list(4, () => ({
      name: this.word(),
      zone: `zone-${this.count()}.test`,
      label: this.pick(['www', '@', 'a.b', '*']),
      provider: this.pick(['Ali', '阿里']),
    }));
    const keys = services.map(serviceKey);
    const members = this.list(5, () => this.member(keys));
    const ids = members.map(({ id }) => id);
    return {
      stamp: { epoch: this.integer(9), version: this.integer(1e6), hash: `${this.integer(1e9)}` },
      leaderId: ids.length > 0 && this.maybe() ? this.pick(ids) : null,
      members,
      services,
      accounts: this.maybe() ? [{ provider: 'Ali', keyId: this.word(), keySecret: this.secret() }] : [],
      lineBackups: Object.fromEntries(
        LINES.filter(() => this.maybe()).map((line) => [line, ids.filter(() => this.maybe())]),
      ),
      witnessZone: this.maybe() ? this.word() : null,
      clusterKey: this.maybe() ? this.secret() : null,
      previousClusterKey: this.maybe() ? this.secret() : null,
      timeoutMinutes: 1 + this.integer(100),
      legacyPeers: this.pick(['allow', 'deny']),
    };
  }

  liveness(configuration: Configuration): Readonly<Record<string, MemberLiveness>> {
    return Object.fromEntries(
      configuration.members.map(({ id }): [string, MemberLiveness] => [
        id,
        {
          lastHeartbeatAt: this.maybe() ? 1.7e12 + this.integer(1e9) : null,
          health: this.pick(['alive', 'unreachable', 'unknown']),
        },
      ]),
    );
  }

  heartbeat(): Heartbeat {
    return {
      from: this.unique(),
      to: this.unique(),
      boot: this.boot(),
      seq: this.integer(1e6),
      stamp: { epoch: this.integer(9), version: this.integer(99), hash: '5be1000000000000' },
      capabilities: (['wit', 'yield'] as const).filter(() => this.maybe()),
      statement: this.statement(),
      seen: Object.fromEntries(this.list(3, () => [this.unique(), [this.boot(), this.integer(99)] as const])),
      news: this.list(3, () => ({
        nodeId: this.unique(),
        boot: this.boot(),
        seq: this.integer(99),
        ageMs: this.integer(1e5),
        statement: this.statement(),
        ...(this.maybe() ? { exitAgeMs: this.integer(1e5) } : {}),
      })),
      ...(this.maybe() ? { zones: this.toldZones() } : {}),
    };
  }

  private toldZones(): ToldZones {
    return { digest: '0123456789abcdef', ageMs: this.integer(1e5), ownAgeMs: this.integer(1e6) };
  }

  private statement(): Statement {
    return {
      v4: this.maybe() ? '203.0.113.7' : null,
      v6: this.maybe() ? '2001:db8::7' : null,
      previous: this.list(8, () => `203.0.113.${this.integer(255)}`),
      providerUp: this.maybe(),
      fitV4: this.maybe(),
      fitV6: this.maybe(),
      unfitServices: this.list(2, () => `${this.unique()}/www`),
      yields: Object.fromEntries(this.list(2, () => [`cell${this.count()}`, this.unique()])),
      draining: this.maybe(),
    };
  }

  private member(keys: readonly string[]): Member {
    const id = this.unique();
    return {
      id,
      name: `${this.word()} ${id}`,
      url: `https://${this.count()}.test`,
      role: this.pick(['leader', 'follower']),
      secret: this.secret(),
      lines: LINES.filter(() => this.maybe()),
      families: FAMILIES.filter(() => this.maybe()),
      priority: this.integer(1000),
      standby: this.maybe(),
      maintenance: this.maybe(),
      carries: this.maybe() ? 'all' : keys.filter(() => this.maybe()),
    };
  }

  private secret(): Secret {
    return Secret.of(`${this.word()}-${this.count()}`);
  }

  private boot(): string {
    return this.integer(2 ** 32)
      .toString(16)
      .padStart(12, '0');
  }

  /** The first few are words as they are, so that `constructor` is a node code as well. */
  private unique(): string {
    const count = this.count();
    return WORDS[count] ?? `${this.word()}-${count}`;
  }

  private word(): string {
    return this.pick(WORDS);
  }

  private count(): number {
    this.#counter += 1;
    return this.#counter;
  }

  private integer(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  private maybe(): boolean {
    return this.#next() < 0.5;
  }

  private pick<T>(choices: readonly T[]): T {
    const choice = choices[this.integer(choices.length)];
    if (choice === undefined) throw new Error('nothing to pick from');
    return choice;
  }

  private list<T>(most: number, make: () => T): readonly T[] {
    return Array.from({ length: this.integer(most + 1) }, make);
  }
}

/** Secrets in clear, so that deep comparison sees them. */
export function bare(value: unknown): unknown {
  if (value instanceof Secret) return `secret:${value.reveal()}`;
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bare(inner)]));
}
