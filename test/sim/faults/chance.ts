/** Seeded choices, in the words in which faults are drawn. Whole numbers throughout, so that schedules read well. */
import type { Random } from '../../../src/platform/random.ts';
import { seededRandom } from '../seeded-random.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

export class Chance {
  readonly #random: Random;

  constructor(seed: string) {
    this.#random = seededRandom(seed);
  }

  /** 0 up to, not including, 1. */
  next(): number {
    return this.#random.next();
  }

  isLucky(share: number): boolean {
    return this.#random.next() < share;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.#random.next() * (to - from + 1));
  }

  one<T>(items: readonly T[]): T {
    const item = items[this.whole(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }

  /** So many different ones, in a random order. */
  some<T>(items: readonly T[], count: number): readonly T[] {
    return this.shuffled(items).slice(0, count);
  }

  shuffled<T>(items: readonly T[]): readonly T[] {
    const rest = [...items];
    const result: T[] = [];
    while (rest.length > 0) result.push(...rest.splice(this.whole(0, rest.length - 1), 1));
    return result;
  }

  /** ms: seconds mostly, sometimes up to an hour. Whole seconds and a half, so that edges are met from both sides. */
  duration(): number {
    const dice = this.#random.next();
    if (dice < 0.4) return this.whole(1, 60) * SECOND + 500;
    if (dice < 0.85) return this.whole(60, 300) * SECOND + 500;
    return this.whole(5 * MINUTE, HOUR);
  }

  /** ms: minutes. */
  while(): number {
    return this.whole(30 * SECOND, 15 * MINUTE);
  }

  /** An address that is hardly anybody's. */
  freshV4(): string {
    return `47.${this.whole(93, 103)}.${this.whole(0, 255)}.${this.whole(1, 254)}`;
  }

  freshV6(): string {
    return `2408:4001::${this.whole(1, 65_535).toString(16)}:${this.whole(1, 65_535).toString(16)}`;
  }
}
