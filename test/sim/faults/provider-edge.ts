/**
 * Everything that befalls one machine's calls to the DNS service, in layers that come and go by themselves. It also
 * tells the world when the machine has lost its provider, however that came about.
 */
import type { ZoneReading } from '../../../src/dns/provider/provider.ts';
import type { Machine } from '../machine.ts';
import type { Befall, Befallen, ProviderCall } from '../provider/disturbance.ts';
import type { World } from '../world.ts';

export type Tamper = (reading: ZoneReading) => ZoneReading;

/** What a call is about. */
export type CallKind = 'read' | 'cell' | 'witness' | 'other';

export function callKindOf({ action, value, page }: ProviderCall): CallKind {
  if (action === 'readZone') return page === 1 ? 'read' : 'other';
  if (action === 'addRecord') return 'witness';
  if (action !== 'updateValue') return 'other';
  return value?.startsWith('cw1.') === true ? 'witness' : 'cell';
}

export class ProviderEdge {
  readonly #world: World;
  readonly #id: string;
  readonly #layers = new Set<Befall>();
  readonly #tampers = new Set<Tamper>();
  #losses = 0;

  constructor(world: World, machine: Machine) {
    this.#world = world;
    this.#id = machine.id;
    machine.disturb = (call) => this.#befall(call);
    machine.tamper = (reading) => [...this.#tampers].reduce((seen, tamper) => tamper(seen), reading);
  }

  /** Nothing useful comes back from the DNS service. */
  get isLost(): boolean {
    return this.#losses > 0;
  }

  add(layer: Befall): () => void {
    this.#layers.add(layer);
    return () => {
      this.#layers.delete(layer);
    };
  }

  /** As `add`, for what makes the DNS service useless to the machine. */
  lose(layer: Befall): () => void {
    const remove = this.add(layer);
    this.#losses += 1;
    if (this.#losses === 1) this.#world.happenings.tell({ kind: 'provider-lost', node: this.#id });
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      remove();
      this.#losses -= 1;
      if (this.#losses === 0) this.#world.happenings.tell({ kind: 'provider-back', node: this.#id });
    };
  }

  tamper(tamper: Tamper): () => void {
    this.#tampers.add(tamper);
    return () => {
      this.#tampers.delete(tamper);
    };
  }

  /** Delays add up, of stale pictures the oldest is seen, and of other troubles the first layer's comes first. */
  #befall(call: ProviderCall): Befallen | null {
    let result: Befallen | null = null;
    for (const layer of [...this.#layers]) {
      const found = layer(call);
      if (found !== null) result = result === null ? found : combined(result, found);
    }
    return result;
  }
}

function combined(first: Befallen, second: Befallen): Befallen {
  return {
    ...second,
    ...first,
    requestDelayMs: (first.requestDelayMs ?? 0) + (second.requestDelayMs ?? 0),
    answerDelayMs: (first.answerDelayMs ?? 0) + (second.answerDelayMs ?? 0),
    stalenessMs: Math.max(first.stalenessMs ?? 0, second.stalenessMs ?? 0),
  };
}
