/** One process of a simulated machine with the product's Alidns client, the service behind it, and nothing else. */
import assert from 'node:assert/strict';
import { AliyunProvider } from '../../../src/dns/provider/aliyun/aliyun-provider.ts';
import { LINE_CODES } from '../../../src/dns/provider/aliyun/limits.ts';
import { MemoryDns } from '../../../src/dns/provider/memory/memory-dns.ts';
import type { ProviderError, ZoneRecord } from '../../../src/dns/provider/provider.ts';
import { Secret } from '../../../src/model/secret.ts';
import { seededRandom } from '../seeded-random.ts';
import { BootClock, Gate, VirtualTime, WORLD_EPOCH } from '../virtual-clock.ts';
import { Alidns, type AlidnsOptions } from './alidns.ts';
import type { Befall, ProviderCall } from './disturbance.ts';
import { simulatedApi } from './wire.ts';

export const ZONE = 'example.test';
/** One way. */
export const LATENCY_MS = 100;
export const TIMEOUT_MS = 8_000;

export const KEY_SECRET = Secret.of('secret of the test');

export interface BenchSetup extends Partial<Omit<AlidnsOptions, 'dns' | 'keys'>> {
  readonly wallOffsetMs?: number;
  readonly keyId?: string;
  readonly keySecret?: string;
}

export class Bench {
  readonly time = new VirtualTime();
  readonly gate = new Gate(this.time);
  readonly dns: MemoryDns;
  readonly service: Alidns;
  readonly provider: AliyunProvider;
  /** Every request that left. */
  readonly calls: ProviderCall[] = [];
  befall: Befall = () => null;
  isCut = false;

  constructor({ wallOffsetMs = 0, keyId = 'key', keySecret, ...habits }: BenchSetup = {}) {
    const { time, gate } = this;
    const clock = {
      monotonicMs: () => time.now,
      wallMs: () => WORLD_EPOCH + Math.floor(time.now),
      after: (delayMs: number, run: () => void) => time.after(delayMs, run),
    };
    this.dns = new MemoryDns({ clock, zones: [ZONE], lineCode: (line) => LINE_CODES[line] });
    this.service = new Alidns({ dns: this.dns, keys: new Map([['key', KEY_SECRET]]), ...habits });
    const random = seededRandom('bench');
    const createApi = simulatedApi({
      ...{ service: this.service, time, client: 'node', random },
      ...{ latencyMs: LATENCY_MS, isCut: () => this.isCut },
      befall: (call) => {
        this.calls.push(call);
        return this.befall(call);
      },
      deliver: (run) => {
        gate.deliver(run);
      },
    });
    this.provider = new AliyunProvider({
      ...{ keyId, keySecret: keySecret === undefined ? KEY_SECRET : Secret.of(keySecret), createApi },
      ...{ clock: new BootClock(time, gate, 1, wallOffsetMs), random, timeoutMs: TIMEOUT_MS },
    });
  }

  /** A record of this value that was there before anything else. */
  record(value = '192.0.2.1', rr = 'www'): ZoneRecord {
    const place = { rr, type: 'A', line: 'default', lineCode: 'default', value } as const;
    const extra = { ttl: 600, enabled: true, locked: false, remark: null, weight: 1 };
    const id = this.dns.addByHand(ZONE, { ...place, ...extra });
    return this.dns.find(id)?.record ?? assert.fail();
  }

  /** What the service holds at this moment. */
  valueOf({ id }: ZoneRecord): string | null {
    return this.dns.find(id)?.record.value ?? null;
  }

  requests(rpc: string): number {
    return this.calls.filter((call) => call.rpc === rpc).length;
  }

  /** How the act ends, once as much time has passed as it takes. */
  async endOf<T>(act: Promise<T>): Promise<T | ProviderError> {
    const ends: (T | ProviderError)[] = [];
    act.then(
      (answer) => {
        ends.push(answer);
      },
      (error: unknown) => {
        ends.push(error as ProviderError);
      },
    );
    await this.time.runUntil(() => ends.length > 0, 10 * TIMEOUT_MS);
    assert.equal(ends.length, 1, 'it never ended');
    return ends[0] as T | ProviderError;
  }
}
