// A simulated cluster in which one node runs the Go program: it owns Unicom and Mobile, the others what their
// set-up says. It answers and asks over the same wires, and writes the same records, without asking anybody.
import { newMember } from '../../src/cluster/new-cluster.ts';
import type { ConfigurationDocument } from '../../src/model/configuration.ts';
import type { Line } from '../../src/model/line.ts';
import type { Identity, Member } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import { Gate, WORLD_EPOCH } from '../sim/virtual-clock.ts';
import { World, ZONE, type NodeSetup, type Write } from '../sim/world.ts';
import { GO_INTERVALS, GoNode, type GoJob, type GoRecord } from '../support/go-node.ts';

export const GO = 'go';
export const GO_ADDRESS = '47.92.0.9';
export const GO_LINES: readonly Line[] = ['china-unicom', 'china-mobile'];
const GO_URL = 'http://go.test:44443';

const CODES: Readonly<Record<Line, string>> = {
  default: 'default',
  'china-telecom': 'CT',
  'china-unicom': 'CU',
  'china-mobile': 'CMCC',
  cernet: 'CNEdu',
  overseas: 'OverSea',
};

/** The machine of the Go node: its database row outlives its processes. */
export class GoMachine {
  readonly node: GoNode;
  v4 = GO_ADDRESS;
  /** The error of its calendar. */
  wallOffsetMs = 0;
  /** Whether its own questions are answered. */
  hears = true;
  readonly #world: World;
  #gate: Gate | null = null;
  #post: (url: string, body: string) => Promise<string> = () => Promise.reject(new Error('not started'));

  constructor(world: World) {
    this.#world = world;
    const settings = {
      nodeName: 'node go',
      nodeCode: GO,
      nodeAddress: GO_URL,
      workMode: 'follower',
      cocoaSecret: 'secret of go',
    } as const;
    this.node = new GoNode(settings, {
      wallMs: () => WORLD_EPOCH + world.time.now + this.wallOffsetMs,
      post: async (url, body) => {
        if (!this.hears) throw new Error('connection refused');
        return { status: 200, text: await this.#post(url, body) };
      },
      listRecords: () => this.#records(),
      updateRecord: (id, value) => {
        world.dns.editByHand(ZONE, id, { value });
      },
      addresses: () => ({ v4: this.v4, v6: null }),
    });
  }

  start(): void {
    const { time, network } = this.#world;
    const gate = new Gate(time);
    this.#gate = gate;
    this.#post = network.connect({
      ...{ id: GO, url: GO_URL, gate },
      answer: (path, body) => {
        const { status, text } = this.node.answer(path, body);
        return status === 200 ? text : null;
      },
    });
    for (const [index, job] of JOBS.entries()) this.#keep(gate, job, 1_000 + 700 * index);
  }

  /** The process is gone; its row stays. */
  crash(): void {
    this.#gate?.kill();
  }

  setAddress(v4: string): void {
    this.v4 = v4;
    this.#world.claim(GO, v4);
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
      ...{ id, domain: ZONE, rr, type, value },
      line: line === null ? '' : CODES[line],
      isEnabled: enabled,
    }));
  }
}

const JOBS = Object.keys(GO_INTERVALS) as readonly GoJob[];

export interface MixedSetup {
  /** By id; the first is the leader. */
  readonly nodes: Readonly<Record<string, NodeSetup>>;
  readonly document?: Partial<ConfigurationDocument>;
  readonly labels?: readonly string[];
  /** What stands in the Go node's records at first; its address unless given. */
  readonly goValue?: string;
  /** Its lines, unless Unicom and Mobile. */
  readonly goLines?: readonly Line[];
}

export interface Mixed {
  readonly world: World;
  readonly go: GoMachine;
}

/** Nothing runs yet. Clear secrets are allowed to go to the Go node. */
export async function mixedWorld(setup: MixedSetup): Promise<Mixed> {
  const { nodes, document, labels = ['www'], goLines = GO_LINES } = setup;
  const members = Object.entries(nodes).map(([id, node], index) => {
    const settings: { -readonly [K in keyof NodeSetup]?: NodeSetup[K] } = { ...node };
    delete settings.v4;
    delete settings.v6;
    return { ...newMember(identityOf(id, index === 0)), ...settings };
  });
  const go: Member = { ...newMember(identityOf(GO, false)), lines: goLines };
  const world = await World.create({
    nodes,
    labels,
    document: { members: [...members, go], legacyPeers: 'allow', ...document },
  });
  world.claim(GO, GO_ADDRESS);
  const extra = { type: 'A', ttl: 600, enabled: true, locked: false, remark: null, weight: 1 } as const;
  for (const label of labels) {
    for (const line of goLines) {
      const place = { rr: label, lineCode: line, line, ...extra };
      world.dns.addByHand(ZONE, { ...place, value: setup.goValue ?? GO_ADDRESS });
    }
  }
  world.writes.length = 0;
  return { world, go: new GoMachine(world) };
}

/** Changes of holder by anybody, the Go node included. */
export function allMoves(world: World, since = 0): readonly Write[] {
  return world.writes.filter(
    ({ at, cellKey, from, to }) => at >= since && cellKey !== null && from !== to && to !== null,
  );
}

/** Line → ids of those whose address its records show. */
export function holders(world: World): Record<string, string> {
  const result: Record<string, string> = {};
  for (const { rr, line, value } of world.managed()) {
    result[`${rr} ${line ?? ''}`] = world.ownerOf(value) ?? value;
  }
  return result;
}

function identityOf(id: string, isLeader: boolean): Identity {
  return {
    ...{ id, name: `node ${id}`, url: `http://${id}.test:44443` },
    role: isLeader ? 'leader' : 'follower',
    secret: Secret.of(`secret of ${id}`),
  };
}
