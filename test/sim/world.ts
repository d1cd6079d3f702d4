/**
 * A whole cluster under one virtual clock: machines, the wires between them, one DNS service, and a trace of every
 * change of a record. The judges in `checks/` watch it.
 */
import { foundedCluster, newMember } from '../../src/cluster/new-cluster.ts';
import { reviseConfiguration } from '../../src/cluster/stamp.ts';
import { resolveTimers } from '../../src/config/timers.ts';
import { LINE_CODES } from '../../src/dns/provider/aliyun/limits.ts';
import { MemoryDns } from '../../src/dns/provider/memory/memory-dns.ts';
import type { MemoryChange } from '../../src/dns/provider/memory/memory-dns.ts';
import type { ZoneReading, ZoneRecord } from '../../src/dns/provider/provider.ts';
import { cellKey } from '../../src/model/cell.ts';
import type { ClusterView } from '../../src/model/cluster-view.ts';
import type { Configuration, ConfigurationDocument } from '../../src/model/configuration.ts';
import type { Line } from '../../src/model/line.ts';
import type { Identity, Member } from '../../src/model/node.ts';
import type { Text } from '../../src/model/text.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Timers } from '../../src/model/timers.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Log, LogFields } from '../../src/platform/log.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { Watch } from './checks/watch.ts';
import { watch } from './checks/watch.ts';
import { Happenings } from './happenings.ts';
import { Machine } from './machine.ts';
import { Network } from './network.ts';
import { Alidns } from './provider/alidns.ts';
import type { Befallen, ProviderCall } from './provider/disturbance.ts';
import { seededRandom } from './seeded-random.ts';
import { VirtualTime, WORLD_EPOCH } from './virtual-clock.ts';

export const ZONE = 'example.test';
/** In the zone, and none of this program's business. */
const FOREIGN = { rr: 'mail', type: 'MX', lineCode: 'default', line: 'default', value: 'mx.test' } as const;
/** The cluster's account at the DNS service. */
const ACCOUNT = { provider: 'Ali', keyId: 'key', keySecret: Secret.of('key secret') };

export interface NodeSetup extends Partial<Omit<Member, keyof Identity>> {
  readonly v4: string;
  readonly v6?: string;
}

export interface WorldSetup {
  readonly seed?: string;
  /** By id; the first is the leader. */
  readonly nodes: Readonly<Record<string, NodeSetup>>;
  /** Host parts; `www` and `git` unless given. */
  readonly labels?: readonly string[];
  /** Zones beside `example.test`, empty. */
  readonly otherZones?: readonly string[];
  readonly timers?: Timers;
  readonly document?: Partial<ConfigurationDocument>;
  /** Value of every record at the beginning; the first owner's address unless given. */
  readonly placeholder?: string;
  readonly providerLatencyMs?: number;
  /** For so long after a write the DNS service refuses others to the same zone; 0 unless given. */
  readonly providerWriteMs?: number;
  readonly log?: (machine: Machine) => Log;
}

/** A change of a cell's record or of a witness record. */
export interface Write {
  readonly at: number;
  /** null: by hand. */
  readonly node: string | null;
  /** null: a witness record. */
  readonly cellKey: string | null;
  readonly line: Line | null;
  readonly oldValue: string | null;
  readonly newValue: string | null;
  /** Whose addresses these are; null: nobody's. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Told of everything that passes between the nodes and the DNS service, and of what they log; changes nothing. */
export interface Watcher {
  readonly onChange: (change: MemoryChange, write: Write | null) => void;
  readonly onCall: (node: string, call: ProviderCall, befallen: Befallen | null) => void;
  readonly onReading: (node: string, zone: string, reading: ZoneReading) => void;
  readonly onLog: (node: string, event: string, text: Text, fields: LogFields) => void;
}

export class World {
  readonly time = new VirtualTime();
  readonly happenings = new Happenings(() => this.time.now);
  readonly timers: Timers;
  readonly network: Network;
  readonly dns: MemoryDns;
  readonly machines = new Map<string, Machine>();
  /** Every change of a record, oldest first. */
  readonly writes: Write[] = [];
  /** Every listing of the zone that was asked for. */
  readonly reads: { readonly at: number; readonly node: string }[] = [];
  /** Requests to the DNS service by the name of their action. */
  readonly providerCalls = new Map<string, number>();
  readonly watchers: Watcher[] = [];
  /** The newest copy of each machine that was copied, by the id that both go by. */
  readonly cloned = new Map<string, Machine>();
  readonly checks: Watch;
  configuration: Configuration;
  readonly #addressOwners = new Map<string, string>();

  static async create(setup: WorldSetup): Promise<World> {
    const world = new World(setup);
    await world.#initialise();
    return world;
  }

  private constructor(setup: WorldSetup) {
    const seed = setup.seed ?? '1';
    this.timers = setup.timers ?? resolveTimers('normal');
    this.network = new Network(this.time, seededRandom(`${seed} network`));
    const serviceClock = {
      monotonicMs: () => this.time.now,
      wallMs: () => WORLD_EPOCH + Math.floor(this.time.now),
      after: (delayMs: number, run: () => void) => this.time.after(delayMs, run),
    };
    this.dns = new MemoryDns({
      clock: serviceClock,
      zones: [ZONE, ...(setup.otherZones ?? [])],
      lineCode: (line) => LINE_CODES[line],
      onChange: (change) => {
        this.#note(change);
      },
    });
    const alidns = new Alidns({
      dns: this.dns,
      keys: new Map([[ACCOUNT.keyId, ACCOUNT.keySecret]]),
      writeTakesMs: setup.providerWriteMs ?? 0,
      isRateLimited: true,
    });
    for (const [id, node] of Object.entries(setup.nodes)) {
      const identity = identityOf(id, this.machines.size === 0);
      const machine = new Machine(
        identity,
        { v4: node.v4, v6: node.v6 ?? null },
        {
          seed,
          time: this.time,
          happenings: this.happenings,
          network: this.network,
          alidns,
          timers: this.timers,
          providerLatencyMs: setup.providerLatencyMs ?? 300,
          onCall: (self, call, befallen) => {
            this.providerCalls.set(call.rpc, (this.providerCalls.get(call.rpc) ?? 0) + 1);
            if (call.page === 1) this.reads.push({ at: this.time.now, node: self.id });
            for (const watcher of this.watchers) watcher.onCall(self.id, call, befallen);
          },
          onReading: (self, zone, reading) => {
            for (const watcher of this.watchers) watcher.onReading(self.id, zone, reading);
          },
          log: (self) => this.#watchedLog(self, setup.log?.(self) ?? silentLog),
        },
      );
      this.machines.set(id, machine);
      this.#own(id, node.v4, node.v6);
    }
    this.configuration = configurationOf(setup, [...this.machines.values()]);
    this.#seedRecords(setup);
    this.checks = watch(this);
  }

  /** The machine `id`; fails when there is none. */
  machine(id: string): Machine {
    const machine = this.machines.get(id);
    if (machine === undefined) throw new Error(`no machine ${id}`);
    return machine;
  }

  /** Another machine with a copy of this one's disk and identity, at another address. It does not run yet. */
  cloneOf(id: string, v4: string): Machine {
    const original = this.machine(id);
    const clone = original.cloneAt({ v4, v6: null });
    this.cloned.set(id, clone);
    this.#own(id, v4);
    return clone;
  }

  /** Starts all machines, or those named. */
  async start(...ids: readonly string[]): Promise<void> {
    for (const id of ids.length === 0 ? [...this.machines.keys()] : ids) await this.machine(id).start();
  }

  /** Starts all machines and lets them come to rest. */
  async startCalm(): Promise<void> {
    await this.start();
    await this.run(5 * 60_000);
  }

  async run(ms: number): Promise<void> {
    await this.time.run(ms);
  }

  /** Fails unless `isReached` comes to hold within `limitMs`; answers how long it took. */
  async runUntil(isReached: () => boolean, limitMs: number, what: string): Promise<number> {
    const since = this.time.now;
    if (await this.time.runUntil(isReached, limitMs)) return this.time.now - since;
    throw new Error(`${what} did not come to pass within ${limitMs} ms`);
  }

  /** The machine gets another address. Its next check finds it. */
  setAddress(id: string, v4: string): void {
    this.machine(id).addresses.v4 = v4;
    this.#own(id, v4);
    this.happenings.tell({ kind: 'address', node: id, value: v4 });
  }

  view(id: string): ClusterView {
    return this.machine(id).node.application.view();
  }

  /** Changes of cells by nodes since `since`. */
  cellWrites(since = 0): readonly Write[] {
    return this.writes.filter((write) => write.at >= since && write.cellKey !== null && write.node !== null);
  }

  /** Changes of cells that changed their holder. */
  moves(since = 0): readonly Write[] {
    return this.cellWrites(since).filter(({ from, to }) => from !== to);
  }

  /** Changes of witness records. */
  witnessWrites(since = 0): readonly Write[] {
    return this.writes.filter((write) => write.at >= since && write.cellKey === null && write.node !== null);
  }

  readsOf(id: string, since = 0): readonly number[] {
    return this.reads.filter(({ node, at }) => node === id && at >= since).map(({ at }) => at);
  }

  /** The reason that the writer's journal gives. */
  reasonOf(write: Write): string {
    if (write.node === null) return 'by hand';
    const rows = this.machine(write.node).disk.journal;
    const found = rows.find(
      (row) =>
        row.cellKey === write.cellKey &&
        row.newValue === write.newValue &&
        Math.abs(row.at - (WORLD_EPOCH + write.at) - this.machine(write.node ?? '').wallOffsetMs) < 10_000,
    );
    return found?.reason ?? 'not in the journal';
  }

  record(label: string, line: Line, type: 'A' | 'AAAA' = 'A'): ZoneRecord {
    const found = this.managed().find(
      (record) => record.rr === label && record.line === line && record.type === type,
    );
    if (found === undefined) throw new Error(`no ${type} record ${label} on ${line}`);
    return found;
  }

  /** Records of the managed services, as they stand. */
  managed(): readonly ZoneRecord[] {
    const labels = this.configuration.services.map(({ label }) => label);
    return this.dns
      .list(ZONE)
      .filter(({ rr, type }) => labels.includes(rr) && (type === 'A' || type === 'AAAA'));
  }

  witnessRecords(): readonly ZoneRecord[] {
    return this.dns.list(ZONE).filter(({ rr }) => rr.startsWith('_cocoa-'));
  }

  /** Node id → number of managed records that show its address. */
  holdings(): Record<string, number> {
    const result: Record<string, number> = {};
    for (const { value } of this.managed()) {
      const owner = this.ownerOf(value) ?? 'nobody';
      result[owner] = (result[owner] ?? 0) + 1;
    }
    return result;
  }

  /** Whose address this is, or was last. */
  ownerOf(address: string): string | null {
    return this.#addressOwners.get(address) ?? null;
  }

  /** Notes whose address this is, for one that no machine of this world has. */
  claim(id: string, address: string): void {
    this.#own(id, address);
  }

  /** Puts a later edition into one machine's store, as if it had been pushed while it was off. */
  async storeConfiguration(id: string, configuration: Configuration): Promise<void> {
    const store = new MemoryStore(this.machine(id).disk);
    await store.editCluster(({ boundLeaderId }) => ({ configuration, boundLeaderId }));
  }

  #own(id: string, ...addresses: readonly (string | undefined)[]): void {
    for (const address of addresses) if (address !== undefined) this.#addressOwners.set(address, id);
  }

  async #initialise(): Promise<void> {
    const cluster = {
      configuration: this.configuration,
      boundLeaderId: this.configuration.leaderId,
    };
    for (const { identity, disk } of this.machines.values()) {
      await new MemoryStore(disk).initialise(identity, cluster);
    }
  }

  #seedRecords(setup: WorldSetup): void {
    const extra = { ttl: 600, enabled: true, locked: false, remark: null, weight: 1 };
    this.dns.addByHand(ZONE, { ...FOREIGN, ...extra });
    for (const { label } of this.configuration.services) {
      for (const [id, node] of Object.entries(setup.nodes)) {
        for (const line of node.lines ?? []) {
          const place = { rr: label, lineCode: LINE_CODES[line], line, ...extra };
          const isOwned = this.managed().some((record) => record.rr === label && record.line === line);
          if (isOwned) continue;
          this.dns.addByHand(ZONE, { ...place, type: 'A', value: setup.placeholder ?? node.v4 });
          if (node.v6 !== undefined) this.dns.addByHand(ZONE, { ...place, type: 'AAAA', value: node.v6 });
          this.#own(id);
        }
      }
    }
    this.writes.length = 0;
  }

  #note(change: MemoryChange): void {
    const write = this.#writeOf(change);
    if (write !== null) this.writes.push(write);
    for (const watcher of this.watchers) watcher.onChange(change, write);
  }

  /** null: neither a cell's record nor a witness record. */
  #writeOf({ zone, client, before, after }: MemoryChange): Write | null {
    const record = after ?? before;
    if (record === null || isRemarkAlone(before, after)) return null;
    const isWitness = record.rr.startsWith('_cocoa-');
    const isAddress = record.type === 'A' || record.type === 'AAAA';
    if (!isWitness && !isAddress) return null;
    return {
      at: this.time.now,
      node: client,
      cellKey: isAddress && record.line !== null ? cellKey(zone, record.rr, record.type, record.line) : null,
      line: record.line,
      oldValue: before?.value ?? null,
      newValue: after?.value ?? null,
      from: before === null ? null : this.ownerOf(before.value),
      to: after === null ? null : this.ownerOf(after.value),
    };
  }

  #watchedLog(machine: Machine, log: Log): Log {
    const told =
      (level: 'debug' | 'info' | 'warn' | 'error') =>
      (event: string, said: Text, fields: LogFields = {}): void => {
        for (const watcher of this.watchers) watcher.onLog(machine.id, event, said, fields);
        log[level](event, said, fields);
      };
    return {
      debug: told('debug'),
      info: told('info'),
      warn: told('warn'),
      error: told('error'),
      child: (fields) => this.#watchedLog(machine, log.child(fields)),
    };
  }
}

/** A note to people changes nothing of what is answered. */
function isRemarkAlone(before: ZoneRecord | null, after: ZoneRecord | null): boolean {
  if (before === null || after === null || before.remark === after.remark) return false;
  return before.value === after.value && before.ttl === after.ttl && before.lineCode === after.lineCode;
}

function identityOf(id: string, isLeader: boolean): Identity {
  return {
    id,
    name: `node ${id}`,
    url: `http://${id}.test:44443`,
    role: isLeader ? 'leader' : 'follower',
    secret: Secret.of(`secret of ${id}`),
  };
}

function configurationOf(setup: WorldSetup, machines: readonly Machine[]): Configuration {
  const [leader] = machines;
  if (leader === undefined) throw new Error('a cluster needs a node');
  const founded = foundedCluster(leader.identity, Secret.of('cluster key of the test')).configuration;
  const members = machines.map(({ identity }) => {
    const { v4, v6, ...settings } = setup.nodes[identity.id] ?? { v4: '' };
    const families = v6 === undefined || v4 === '' ? (['v4'] as const) : (['v4', 'v6'] as const);
    return { ...newMember(identity), families, ...settings };
  });
  const services = (setup.labels ?? ['www', 'git']).map((label) => ({
    name: label,
    zone: ZONE,
    label,
    provider: 'Ali',
  }));
  const accounts = [ACCOUNT];
  return reviseConfiguration(founded, { ...founded, members, services, accounts, ...setup.document });
}
