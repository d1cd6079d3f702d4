/**
 * One machine of the simulated cluster: its disk outlives its processes; its processes can be started, stopped for
 * a while, and killed between any two events.
 */
import { startNode } from '../../src/daemon/node.ts';
import type { RunningNode } from '../../src/daemon/node.ts';
import { jobTable } from '../../src/daemon/jobs.ts';
import { AccountProviders } from '../../src/daemon/provider-pool.ts';
import type { DetectionRound } from '../../src/dns/own-address.ts';
import type { NodeState } from '../../src/daemon/node-state.ts';
import { AliyunProvider } from '../../src/dns/provider/aliyun/aliyun-provider.ts';
import { PUBLIC_ENDPOINT } from '../../src/dns/provider/aliyun/limits.ts';
import type { DnsProvider, ZoneReading } from '../../src/dns/provider/provider.ts';
import { silentMeter } from '../../src/metrics/meter.ts';
import type { Family } from '../../src/model/family.ts';
import type { Identity } from '../../src/model/node.ts';
import type { Timers } from '../../src/model/timers.ts';
import type { Log } from '../../src/platform/log.ts';
import type { Random } from '../../src/platform/random.ts';
import { MemoryState, MemoryStore } from '../../src/store/memory-store.ts';
import type { ExitEdges } from '../../src/watcher/announce-exit.ts';
import { ExitAnnouncement } from '../../src/watcher/announce-exit.ts';
import type { ExitFacts } from '../../src/watcher/exit-facts.ts';
import { Happenings } from './happenings.ts';
import type { Network } from './network.ts';
import type { Alidns } from './provider/alidns.ts';
import type { Befall, Befallen, ProviderCall } from './provider/disturbance.ts';
import { simulatedApi } from './provider/wire.ts';
import { keepSchedule } from './schedule.ts';
import { seededRandom } from './seeded-random.ts';
import type { VirtualTime } from './virtual-clock.ts';
import { BootClock, Gate } from './virtual-clock.ts';

/** What a machine finds around it. */
export interface Surroundings {
  readonly seed: string;
  readonly time: VirtualTime;
  readonly happenings: Happenings;
  readonly network: Network;
  readonly alidns: Alidns;
  readonly timers: Timers;
  /** One way to the DNS service and back, ms in all. */
  readonly providerLatencyMs: number;
  /** Told of every request to the DNS service when it leaves, with what will befall it. */
  readonly onCall: (machine: Machine, call: ProviderCall, befallen: Befallen | null) => void;
  /** Told of every listing as this machine gets it. */
  readonly onReading: (machine: Machine, zone: string, reading: ZoneReading) => void;
  readonly log: (machine: Machine) => Log;
}

export interface Process {
  readonly gate: Gate;
  readonly clock: BootClock;
  readonly node: RunningNode;
  /** What the node knows, for checks to look at; nothing in a test changes it. */
  readonly state: NodeState;
}

type OfProcess = Pick<Process, 'gate' | 'clock'> & { readonly random: Random };

const ECHO_MS = 50;

export class Machine {
  readonly identity: Identity;
  readonly disk: MemoryState;
  /** What its address sources find; null: this machine certainly has none. */
  readonly addresses: Record<Family, string | null>;
  readonly random: Random;
  /** How fast its monotonic clock runs. */
  rate = 1;
  /** The error of its calendar. */
  wallOffsetMs = 0;
  /** What befalls its calls to the DNS service. */
  disturb: Befall = () => null;
  /** What becomes of a listing on its way here. */
  tamper: (reading: ZoneReading) => ZoneReading = (reading) => reading;
  /** Nothing of the DNS service reaches this machine. */
  isProviderLost = false;
  isDryRun = false;
  process: Process | null = null;
  /** What the newest process has told its watcher; null: nothing yet. */
  exitFacts: ExitFacts | null = null;
  #boots = 0;
  #isHidden = false;
  /** Its settings name a source of IPv6 addresses, whatever that finds. */
  #asksForV6: boolean;
  readonly #around: Surroundings;
  /** Chance on the way to the DNS service. */
  readonly #wayRandom: Random;

  constructor(identity: Identity, addresses: Record<Family, string | null>, around: Surroundings) {
    this.identity = identity;
    this.addresses = addresses;
    this.#asksForV6 = addresses.v6 !== null;
    this.disk = new MemoryState();
    this.#around = around;
    this.random = seededRandom(`${around.seed} ${identity.id}`);
    this.#wayRandom = seededRandom(`${around.seed} ${identity.id} to the provider`);
  }

  get id(): string {
    return this.identity.id;
  }

  /** The node that runs; fails when none does. */
  get node(): RunningNode {
    if (this.process === null) throw new Error(`machine ${this.id} does not run`);
    return this.process.node;
  }

  /** A machine that was copied, disk and all, and is reached by nobody. */
  cloneAt(addresses: Record<Family, string | null>): Machine {
    const clone = new Machine(this.identity, addresses, {
      ...this.#around,
      seed: `${this.#around.seed} clone`,
      // What befalls the copy is not told of the original, whose id it bears.
      happenings: new Happenings(() => this.#around.time.now),
    });
    Object.assign(clone.disk, this.disk);
    clone.#isHidden = true;
    // The settings are copied as well.
    clone.#asksForV6 = this.#asksForV6;
    return clone;
  }

  async start(): Promise<void> {
    const { time, network, timers } = this.#around;
    this.#boots += 1;
    this.exitFacts = null;
    const gate = new Gate(time);
    const clock = new BootClock(time, gate, this.rate, this.wallOffsetMs);
    const random = seededRandom(`${this.#around.seed} ${this.id} boot ${this.#boots}`);
    let node: RunningNode | null = null;
    let state = null as NodeState | null;
    const endpoint = {
      identity: this.identity,
      gate,
      clock,
      random,
      application: () => node?.application ?? null,
    };
    node = await startNode({
      identity: this.identity,
      store: new MemoryStore(this.disk),
      peers: network.clientOf(endpoint),
      createProviders: (owned) => {
        state = owned;
        return this.#createProviders(owned, { gate, clock, random });
      },
      addresses: this.#addressEdges(gate),
      clock,
      random,
      log: this.#around.log(this),
      meter: silentMeter,
      timers,
      facts: {
        apiPort: 44443,
        isBehindReverseProxy: false,
        databaseType: 'memory',
        maskedDsn: '',
        version: 'test',
      },
      isDryRun: this.isDryRun,
      allowPrivateAddresses: false,
      allowLegacyLeader: false,
      identityDifference: null,
      onExitFacts: (told) => {
        this.exitFacts = told;
      },
      isFreezeRequested: null,
    });
    if (!this.#isHidden) network.listen(endpoint);
    keepSchedule(jobTable(node.jobs, timers), clock);
    if (state === null) throw new Error('a node asks for its providers when it starts');
    this.process = { gate, clock, node, state };
    this.#around.happenings.tell({ kind: 'started', node: this.id });
  }

  /** The process is gone at this very moment; the disk remains, and with the power on the watcher, which tells. */
  crash(isPowerLost = true): void {
    if (this.process === null) return;
    this.process.gate.kill();
    this.process = null;
    this.#around.happenings.tell({ kind: 'crashed', node: this.id, isPowerLost });
    if (!isPowerLost && !this.isDryRun && this.exitFacts !== null) this.#announceExit(this.exitFacts);
  }

  #announceExit(facts: ExitFacts): void {
    const { time, network } = this.#around;
    const gate = new Gate(time);
    const clock = new BootClock(time, gate, this.rate, this.wallOffsetMs);
    const self = { id: this.id, gate, clock };
    const post: ExitEdges['post'] = (url, body, timeoutMs) => network.post(self, url, body, timeoutMs);
    void new ExitAnnouncement(facts, { clock, post }).run();
  }

  loseProvider(): void {
    if (this.isProviderLost) return;
    this.isProviderLost = true;
    this.#around.happenings.tell({ kind: 'provider-lost', node: this.id });
  }

  regainProvider(): void {
    if (!this.isProviderLost) return;
    this.isProviderLost = false;
    this.#around.happenings.tell({ kind: 'provider-back', node: this.id });
  }

  /** The process is stopped for `ms`: its clocks go on, nothing reaches it, nothing runs. */
  freeze(ms: number, areAnswersFirst = false): void {
    this.#halt(ms, (process) => {
      process.gate.resume(areAnswersFirst);
    });
  }

  /** The machine sleeps for `ms`: its monotonic clock stands, its calendar goes on. */
  suspend(ms: number): void {
    this.#halt(ms, (process) => {
      process.clock.miss(ms);
      process.gate.resume();
    });
  }

  #halt(ms: number, resume: (process: Process) => void): void {
    const { process } = this;
    const { happenings, time } = this.#around;
    if (process?.gate.isOpen !== true) return;
    process.gate.stop();
    happenings.tell({ kind: 'stopped', node: this.id });
    time.after(ms, () => {
      if (process.gate.isDead) return;
      resume(process);
      happenings.tell({ kind: 'resumed', node: this.id });
    });
  }

  /**
   * The product's own clients, on the process's own clock. What a process has sent goes on by itself when the process
   * is gone, so nobody closes them.
   */
  #createProviders(state: NodeState, { gate, clock, random }: OfProcess): AccountProviders {
    const { alidns, time, timers, providerLatencyMs, onCall } = this.#around;
    const createApi = simulatedApi({
      service: alidns,
      client: this.id,
      time,
      random: this.#wayRandom,
      latencyMs: providerLatencyMs / 2,
      befall: (call) => {
        const befallen = this.disturb(call);
        onCall(this, call, befallen);
        return befallen;
      },
      isCut: () => this.isProviderLost,
      deliver: (run) => {
        gate.deliver(run);
      },
    });
    return new AccountProviders({
      accounts: () => state.cluster.configuration.accounts,
      ownAccount: null,
      endpoint: PUBLIC_ENDPOINT,
      timeoutMs: timers.providerMs,
      clock,
      random,
      log: this.#around.log(this),
      meter: silentMeter,
      create: (account, options) =>
        this.#tampered(gate, new AliyunProvider({ ...account, ...options, createApi })),
    });
  }

  #got(zone: string, reading: ZoneReading): ZoneReading {
    const seen = this.tamper(reading);
    this.#around.onReading(this, zone, seen);
    return seen;
  }

  /** The provider, with listings that may be changed on their way. */
  #tampered(gate: Gate, provider: AliyunProvider): DnsProvider {
    return {
      name: provider.name,
      // Once more through the gate: whoever tampers may stop the process between reading and judging.
      readZone: (zone, signal) =>
        gate.guard(provider.readZone(zone, signal).then((reading) => this.#got(zone, reading))),
      updateValue: (zone, record, value, signal, isDue) =>
        provider.updateValue(zone, record, value, signal, isDue),
      addRecord: (zone, record, signal) => provider.addRecord(zone, record, signal),
      deleteRecord: (zone, id, signal) => provider.deleteRecord(zone, id, signal),
      describeZone: (zone, signal) => provider.describeZone(zone, signal),
      lineCode: (line) => provider.lineCode(line),
      close: () => {
        provider.close();
      },
    };
  }

  #addressEdges(gate: Gate): Parameters<typeof startNode>[0]['addresses'] {
    const { time } = this.#around;
    const group = { kind: 'authoritative', sources: [] } as const;
    const detect = async (family: Family): Promise<DetectionRound> => {
      await gate.guard(new Promise<void>((resolve) => time.after(ECHO_MS, resolve)));
      const address = this.addresses[family];
      const detection =
        address === null ? ({ kind: 'none' } as const) : ({ kind: 'address', address } as const);
      const reports = [{ source: 'interface eth0', origin: 'eth0', detection }];
      return { family, groups: [{ kind: 'authoritative', reports }] };
    };
    const v6 = this.#asksForV6 ? [group] : [];
    return { sources: { v4: [group], v6 }, detect };
  }
}
