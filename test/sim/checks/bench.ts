/** For the tests of the judges: a small calm cluster, and forged deeds of its nodes. */
import { resolveTimers } from '../../../src/config/timers.ts';
import type { Why } from '../../../src/dns/decision.ts';
import type { Line } from '../../../src/model/line.ts';
import { twoNodes } from '../clusters.ts';
import type { Process } from '../machine.ts';
import type { World } from '../world.ts';
import { ZONE } from '../world.ts';

/** A and B, calm for five minutes; lines go back after two minutes at the most. */
export async function calmWorld(): Promise<World> {
  const world = await twoNodes({ labels: ['www'], timers: resolveTimers('normal', { tHoldCap: 120_000 }) });
  await world.startCalm();
  return world;
}

/** What the judge of `promise` has to say; empty: nothing. */
export function verdict(world: World, promise: string): string {
  return world.checks.breaches.find((breach) => breach.promise === promise)?.evidence.join('\n') ?? '';
}

export function processOf(world: World, id: string): Process {
  const { process } = world.machine(id);
  if (process === null) throw new Error(`${id} does not run`);
  return process;
}

export interface Forgery {
  readonly line?: Line;
  readonly value?: string;
  readonly why?: Why;
  readonly about?: string;
}

/** The request to change a record as it leaves; whatever becomes of it. */
export function forgeRequest(
  world: World,
  node: string,
  { line = 'default', value, why, about }: Forgery,
): void {
  const record = world.record('www', line);
  const { pictures } = processOf(world, node).state;
  const key = `${ZONE}|www|A|${line}`;
  const picture = pictures.get(key);
  if (picture !== undefined)
    pictures.set(key, { ...picture, why: why ?? 'own-address', about: about ?? node });
  const call = { action: 'updateValue', rpc: 'UpdateDomainRecord', zone: ZONE, page: null } as const;
  for (const watcher of world.watchers) {
    watcher.onCall(node, { ...call, recordId: record.id, value: value ?? ownAddress(world, node) }, null);
  }
}

/** A write that the node has not made. */
export function forgeWrite(world: World, node: string, forgery: Forgery = {}): void {
  forgeRequest(world, node, forgery);
  const record = world.record('www', forgery.line ?? 'default');
  world.dns.update(node, ZONE, record, forgery.value ?? ownAddress(world, node));
}

/** Runs on until the node has just read the zone. */
export async function untilRead(world: World, node: string): Promise<void> {
  const since = world.readsOf(node).length;
  await world.runUntil(() => world.readsOf(node).length > since, 120_000, 'a read');
  await world.run(1_000);
}

/** `act` once a second from now on. */
export function everySecond(world: World, act: () => void): void {
  act();
  world.time.after(1_000, () => {
    everySecond(world, act);
  });
}

export function ownAddress(world: World, node: string): string {
  return world.machine(node).addresses.v4 ?? '';
}
