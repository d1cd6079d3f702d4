// A simulated cluster in which one node runs the Go program: it owns Unicom and Mobile, the others what their
// set-up says. It answers and asks over the same wires, and writes the same records, without asking anybody.
import assert from 'node:assert/strict';
import { newMember } from '../../src/cluster/new-cluster.ts';
import { LINE_CODES } from '../../src/dns/provider/aliyun/limits.ts';
import type { ConfigurationDocument } from '../../src/model/configuration.ts';
import type { Line } from '../../src/model/line.ts';
import type { Identity, Member } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Watch } from '../sim/checks/watch.ts';
import { LegacyProcess } from '../sim/faults/legacy-process.ts';
import { World, ZONE, type NodeSetup, type Write } from '../sim/world.ts';
import type { GoNode } from '../support/go-node.ts';

export const GO = 'go';
export const GO_ADDRESS = '47.92.0.9';
export const GO_LINES: readonly Line[] = ['china-unicom', 'china-mobile'];

/** The machine of the Go node. */
export class GoMachine {
  readonly identity = identityOf(GO, false);
  readonly addresses: { v4: string; readonly v6: null } = { v4: GO_ADDRESS, v6: null };
  readonly wallOffsetMs = 0;
  isDeaf = false;
  readonly #world: World;
  readonly #process: LegacyProcess;

  constructor(world: World) {
    this.#world = world;
    this.#process = new LegacyProcess(world, this, () => false);
  }

  get node(): GoNode {
    return this.#process.node;
  }

  start(): void {
    this.#process.start();
  }

  /** The process is gone; its row stays. */
  crash(): void {
    this.#process.crash(true);
  }

  setAddress(v4: string): void {
    this.addresses.v4 = v4;
    this.#world.claim(GO, v4);
  }

  /** Whether its own questions are answered. */
  hear(isHearing: boolean): void {
    this.isDeaf = !isHearing;
    this.#world.happenings.tell({ kind: 'fault', name: 'deaf', what: `${GO} hears answers: ${isHearing}` });
  }
}

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
      const place = { rr: label, lineCode: LINE_CODES[line], line, ...extra };
      world.dns.addByHand(ZONE, { ...place, value: setup.goValue ?? GO_ADDRESS });
    }
  }
  world.writes.length = 0;
  return { world, go: new GoMachine(world) };
}

/**
 * Fails when a promise was broken, but for those of sections 8 and 17, `unpromised` in a cluster with a node of the
 * Go program, and only where it was in a cell that shows or showed that node's address.
 */
export function assertNoneBut({ checks }: World, ...unpromised: readonly string[]): void {
  const isExempt = ({ promise, evidence: [what = ''] }: Watch['breaches'][number]): boolean =>
    unpromised.includes(promise) && ` ${what} `.includes(` ${GO_ADDRESS} `);
  assert.deepEqual(
    checks.breaches.filter((breach) => !isExempt(breach)),
    [],
  );
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
