/** A machine of the cluster while it runs the Go program: its own timers, no witness, and it asks nobody. */
import type { Family } from '../../../src/model/family.ts';
import type { Line } from '../../../src/model/line.ts';
import type { Identity } from '../../../src/model/node.ts';
import { GO_INTERVALS, GoNode, type GoJob, type GoRecord } from '../../support/go-node.ts';
import { Gate, WORLD_EPOCH } from '../virtual-clock.ts';
import { ZONE, type World } from '../world.ts';

/** The Go program's own words for lines. */
const CODES: Readonly<Record<Line, string>> = {
  default: 'default',
  'china-telecom': 'CT',
  'china-unicom': 'CU',
  'china-mobile': 'CMCC',
  cernet: 'CNEdu',
  overseas: 'OverSea',
};
const JOBS = Object.keys(GO_INTERVALS) as readonly GoJob[];

export interface LegacyMachine {
  readonly identity: Identity;
  readonly addresses: Readonly<Record<Family, string | null>>;
  readonly wallOffsetMs: number;
  /** Nobody answers its questions. */
  readonly isDeaf?: boolean;
}

export class LegacyProcess {
  readonly #world: World;
  readonly #machine: LegacyMachine;
  /** Its database row outlives its processes. */
  readonly node: GoNode;
  #gate: Gate | null = null;
  #post: (url: string, body: string) => Promise<string> = () => Promise.reject(new Error('not started'));

  /** `isCutOff`: whether the DNS service is out of its reach now. */
  constructor(world: World, machine: LegacyMachine, isCutOff: () => boolean) {
    this.#world = world;
    this.#machine = machine;
    const { identity } = machine;
    const settings = {
      nodeName: identity.name,
      nodeCode: identity.id,
      nodeAddress: identity.url,
      workMode: identity.role,
      cocoaSecret: identity.secret.reveal(),
    } as const;
    this.node = new GoNode(settings, {
      wallMs: () => WORLD_EPOCH + world.time.now + machine.wallOffsetMs,
      post: async (url, body) => {
        if (machine.isDeaf === true) throw new Error('connection refused');
        return { status: 200, text: await this.#post(url, body) };
      },
      listRecords: () => (isCutOff() ? [] : this.#records()),
      updateRecord: (id, value) => {
        if (!isCutOff()) world.dns.editByHand(ZONE, id, { value });
      },
      addresses: () => machine.addresses,
    });
  }

  get isRunning(): boolean {
    return this.#gate !== null;
  }

  start(): void {
    if (this.#gate !== null) return;
    const { time, network, happenings } = this.#world;
    const { id, url } = this.#machine.identity;
    const gate = new Gate(time);
    this.#gate = gate;
    this.#post = network.connect({
      ...{ id, url, gate },
      answer: (path, body) => {
        const { status, text } = this.node.answer(path, body);
        return status === 200 ? text : null;
      },
    });
    for (const [index, job] of JOBS.entries()) this.#keep(gate, job, 1_000 + 700 * index);
    happenings.tell({ kind: 'started', node: id });
  }

  crash(isPowerLost: boolean): void {
    if (this.#gate === null) return;
    this.#gate.kill();
    this.#gate = null;
    this.#world.happenings.tell({ kind: 'crashed', node: this.#machine.identity.id, isPowerLost });
  }

  freeze(ms: number, areAnswersFirst: boolean): void {
    const gate = this.#gate;
    if (gate?.isOpen !== true) return;
    const { id } = this.#machine.identity;
    gate.stop();
    this.#world.happenings.tell({ kind: 'stopped', node: id });
    this.#world.time.after(ms, () => {
      if (gate.isDead) return;
      gate.resume(areAnswersFirst);
      this.#world.happenings.tell({ kind: 'resumed', node: id });
    });
  }

  #keep(gate: Gate, job: GoJob, firstMs: number): void {
    const arm = (delayMs: number): void => {
      this.#world.time.after(delayMs, () => {
        if (gate.isDead) return;
        arm(GO_INTERVALS[job]);
        gate.timer(() => void this.node.run(job));
      });
    };
    arm(firstMs);
  }

  #records(): readonly GoRecord[] {
    return this.#world.dns.list(ZONE).map(({ id, rr, type, line, value, enabled }) => ({
      ...{ id, rr, type, value, domain: ZONE, isEnabled: enabled },
      line: line === null ? '' : CODES[line],
    }));
  }
}
