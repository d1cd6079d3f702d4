/**
 * What must hold at every single write, whatever goes wrong around it. Breaches are collected; a scenario ends by
 * asking for them.
 */
import assert from 'node:assert/strict';
import type { ZoneRecord } from '../../src/dns/provider/provider.ts';
import type { World, Write } from './world.ts';

/** A node finds a new address of its own within so long. */
const DETECTION_MS = 65_000;

export class Checks {
  readonly breaches: string[] = [];
  readonly #world: World;
  readonly #changedAddressAt = new Map<string, { readonly address: string; readonly at: number }>();

  constructor(world: World) {
    this.#world = world;
  }

  onWrite(write: Write, before: ZoneRecord | null, after: ZoneRecord | null): void {
    const name = `${(write.at / 1000).toFixed(1)} s ${write.node ?? 'hand'} ${write.cellKey ?? 'witness'}`;
    if (after === null) {
      this.breaches.push(`${name}: a record was deleted`);
      return;
    }
    if (write.cellKey === null) {
      this.#checkWitnesses(name);
      return;
    }
    if (before === null) this.breaches.push(`${name}: a managed record was added`);
    else this.#checkOnlyValueChanged(name, before, after);
    this.#checkTrueValue(name, write);
    this.#checkFresh(name, write);
  }

  /** Fails when anything was amiss. */
  assertNone(): void {
    assert.deepEqual(this.breaches, []);
  }

  /** S6: no more witness records than nodes. */
  #checkWitnesses(name: string): void {
    const count = this.#world.witnessRecords().length;
    const most = this.#world.machines.size;
    if (count > most) this.breaches.push(`${name}: ${count} witness records of ${most} nodes`);
  }

  /** S6: only values move. */
  #checkOnlyValueChanged(name: string, before: ZoneRecord, after: ZoneRecord): void {
    const rest = (record: ZoneRecord): string =>
      JSON.stringify({ ...record, value: null, updatedAt: null, id: record.id });
    if (rest(before) !== rest(after)) this.breaches.push(`${name}: more than the value was changed`);
    if (before.value === after.value) this.breaches.push(`${name}: an idle write`);
    if (!before.enabled || before.locked) this.breaches.push(`${name}: not ours to change`);
  }

  /** S7: the writer's own address, as far as it can know. */
  #checkTrueValue(name: string, { node, newValue, at }: Write): void {
    if (node === null || newValue === null) return;
    const { v4, v6 } = this.#world.machine(node).addresses;
    const known = this.#changedAddressAt.get(node);
    if (known?.address !== v4 && v4 !== null) this.#changedAddressAt.set(node, { address: v4, at });
    const isOwn = newValue === v4 || newValue === v6;
    const isLate = at - (this.#changedAddressAt.get(node)?.at ?? -Infinity) > DETECTION_MS;
    if (!isOwn && isLate) this.breaches.push(`${name}: ${newValue} is not the writer's address`);
  }

  /** S8: at most `freshMs` after the deciding read was sent; it may take `providerMs` to arrive. */
  #checkFresh(name: string, { node, at }: Write): void {
    if (node === null) return;
    const { freshMs, providerMs } = this.#world.timers;
    const last = this.#world.readsOf(node).at(-1) ?? -Infinity;
    if (at - last > freshMs + providerMs) this.breaches.push(`${name}: the plan was ${at - last} ms old`);
  }
}
