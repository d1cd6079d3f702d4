/**
 * One run of a cluster of 33 to 1,000 nodes: it comes to rest, one node that holds records dies, then one in twenty
 * dies at once, then (up to 300 nodes) it falls into halves. Every message is the text of the real API.
 */
import type { World, Write } from '../world.ts';
import { idOf, largeWorld, startLarge } from './large-world.ts';
import type { Spread } from './samples.ts';
import { Samples } from './samples.ts';

const SECOND = 1_000;
/** One way; so about one exchange in ten fails. */
const LOSS = 0.05;
const WARM_UP_MS = 150 * SECOND;
/** The regular interval of reads. */
const WINDOW_MS = 60 * SECOND;
const FAILOVER_MS = 200 * SECOND;
const ANNOUNCE_MS = 60 * SECOND;
const PARTITION_MS = 240 * SECOND;
const MOST_CUT = 300;
/** Of so many nodes what they know is looked at. */
const ASKED = 50;

export interface LargeOptions {
  readonly nodes: number;
  readonly seed: number;
  /** Length of the calm window; a minute unless given. */
  readonly hours?: number;
  /** Nothing but a calm minute and the death of one node. */
  readonly isShort?: boolean;
}

export interface LargeOutcome {
  readonly nodes: number;
  readonly seed: number;
  readonly virtualMs: number;
  /** Age of knowledge and of acknowledgements among living nodes, all up and with one in twenty down, ms. */
  readonly calm: { readonly heard: Spread; readonly acked: Spread };
  readonly thinned: { readonly heard: Spread; readonly acked: Spread } | null;
  readonly overstated: readonly string[];
  /** Until everybody knows what one node has newly said of itself, ms; null: it took too long. */
  readonly changeKnownMs: number | null;
  readonly failover: Failover;
  readonly load: Load;
  /** Lengths of messages in calm, bytes. */
  readonly message: { readonly mean: number; readonly most: number; readonly perNodeAndSecond: number };
  /** Processor time of the calm window per node and virtual second, ms, the simulator's own included. */
  readonly cpuMs: number;
}

/** Since the death, ms; null: it did not come to pass. */
export interface Failover {
  /** Everybody misses the dead node. */
  readonly missedByAllMs: number | null;
  readonly firstWitnessMs: number | null;
  readonly speakers: number;
  readonly firstWriteMs: number | null;
  readonly lastWriteMs: number | null;
  readonly writers: number;
  /** Records changed that the dead node did not hold. */
  readonly strayWrites: number;
}

export interface Load {
  /** Zone reads per second. */
  readonly calmReads: number;
  /** In the half hour of a partition; null: not tried. */
  readonly cutReads: number | null;
  /** Witness writes per lease in a partition, of all nodes together; null: not tried. */
  readonly cutWitnesses: number | null;
  readonly cutMoves: number | null;
}

export async function runLarge({ nodes, seed, hours, isShort = false }: LargeOptions): Promise<LargeOutcome> {
  const world = await largeWorld(nodes, seed);
  world.network.wire.loss = LOSS;
  await startLarge(world);
  await world.run(WARM_UP_MS);
  const calm = await watchCalm(world, hours === undefined ? WINDOW_MS : hours * 3_600 * SECOND);
  const changeKnownMs = await announce(world, idOf(nodes - 1));
  const failover = await killOne(world, idOf(1));
  const thinned = isShort ? null : await thinOut(world, nodes);
  const cut = isShort || nodes > MOST_CUT ? null : await cutInHalves(world, nodes);
  return {
    ...{ nodes, seed, virtualMs: world.time.now },
    calm: { heard: calm.samples.heard, acked: calm.samples.acked },
    thinned: thinned === null ? null : { heard: thinned.heard, acked: thinned.acked },
    overstated: [...calm.samples.overstated, ...(thinned?.overstated ?? []), ...(cut?.overstated ?? [])],
    changeKnownMs,
    failover,
    load: {
      calmReads: calm.reads,
      cutReads: cut?.reads ?? null,
      cutWitnesses: cut?.witnesses ?? null,
      cutMoves: cut?.moves ?? null,
    },
    message: calm.message,
    cpuMs: calm.cpuMs,
  };
}

async function thinOut(world: World, nodes: number): Promise<Samples> {
  for (let index = 9; index < nodes; index += 20) world.machine(idOf(index)).crash();
  await world.run(WARM_UP_MS);
  return sampled(world, WINDOW_MS);
}

async function sampled(world: World, ms: number): Promise<Samples> {
  const samples = new Samples(world);
  const every = Math.max(1, Math.floor(world.machines.size / ASKED));
  for (let passed = 0; passed < ms; passed += 2 * SECOND) {
    await world.run(2 * SECOND);
    samples.take(every);
  }
  return samples;
}

async function watchCalm(
  world: World,
  ms: number,
): Promise<{ samples: Samples; reads: number; message: LargeOutcome['message']; cpuMs: number }> {
  const { network, machines, reads } = world;
  const lengths: number[] = [];
  let isCounting = true;
  network.watchers.push(({ path }, text) => {
    if (isCounting && path === 'state' && text !== null) lengths.push(text.length);
  });
  const [readsBefore, cpuBefore] = [reads.length, process.cpuUsage()];
  const samples = await sampled(world, ms);
  const cpu = process.cpuUsage(cpuBefore);
  isCounting = false;
  const sum = lengths.reduce((total, length) => total + length, 0);
  const nodeSeconds = (machines.size * ms) / SECOND;
  return {
    samples,
    reads: ((reads.length - readsBefore) * SECOND) / ms,
    message: {
      mean: Math.round(sum / Math.max(1, lengths.length)),
      most: Math.max(0, ...lengths),
      perNodeAndSecond: Math.round(sum / nodeSeconds),
    },
    cpuMs: (cpu.user + cpu.system) / 1_000 / nodeSeconds,
  };
}

/** A node that holds nothing says that it is about to leave. */
async function announce(world: World, id: string): Promise<number | null> {
  const since = world.time.now;
  void world.machine(id).node.application.drain();
  const knowers = [...world.machines.values()].filter((machine) => machine.id !== id);
  const isKnown = (): boolean =>
    knowers.every(({ process }) => process?.state.liveness.peers.get(id)?.statement?.draining === true);
  return (await world.time.runUntil(isKnown, ANNOUNCE_MS)) ? world.time.now - since : null;
}

async function killOne(world: World, id: string): Promise<Failover> {
  const held = world.managed().filter(({ value }) => world.ownerOf(value) === id).length;
  const diedAt = world.time.now;
  world.machine(id).crash();
  const missAfterMs = 3 * world.timers.heartbeatMs;
  const isMissed = (): boolean =>
    [...world.machines.values()].every(({ process }) => {
      const peer = process?.state.liveness.peers.get(id);
      return (
        process === null || peer === undefined || process.clock.monotonicMs() - peer.heardAt > missAfterMs
      );
    });
  const isReached = await world.time.runUntil(isMissed, FAILOVER_MS);
  const missedByAllMs = isReached ? world.time.now - diedAt : null;
  await world.run(diedAt + FAILOVER_MS - world.time.now);
  const moves = world.moves(diedAt);
  const taken = moves.filter(({ from }) => from === id);
  const witnesses = world.witnessWrites(diedAt + missAfterMs);
  const after = (write: Write | undefined): number | null => (write === undefined ? null : write.at - diedAt);
  return {
    missedByAllMs,
    firstWitnessMs: after(witnesses[0]),
    speakers: new Set(witnesses.map(({ node }) => node)).size,
    firstWriteMs: after(taken[0]),
    lastWriteMs: taken.length === held ? after(taken.at(-1)) : null,
    writers: new Set(taken.map(({ node }) => node)).size,
    strayWrites: moves.length - taken.length,
  };
}

async function cutInHalves(
  world: World,
  nodes: number,
): Promise<{ reads: number; witnesses: number; moves: number; overstated: readonly string[] }> {
  for (let a = 0; a < nodes; a += 2) {
    for (let b = 1; b < nodes; b += 2) world.network.cut(idOf(a), idOf(b));
  }
  await world.run(WARM_UP_MS);
  const since = world.time.now;
  const before = world.reads.length;
  const samples = await sampled(world, PARTITION_MS);
  const leases = PARTITION_MS / world.timers.refreshMs;
  return {
    reads: ((world.reads.length - before) * SECOND) / PARTITION_MS,
    witnesses: world.witnessWrites(since).length / leases,
    moves: world.moves(since - WARM_UP_MS).length,
    overstated: samples.overstated,
  };
}
