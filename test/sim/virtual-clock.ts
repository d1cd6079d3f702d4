/**
 * Time that passes only when it is told to. `VirtualTime` is the world's one queue of events, in a fixed order;
 * a `BootClock` is what one process sees of it: its own rate, its own calendar, its own stops.
 *
 * Between two events everything that was promised is carried out, so a run depends on its seed alone.
 */
import type { Clock } from '../../src/platform/clock.ts';

/** The world's calendar at virtual time 0. */
export const WORLD_EPOCH = Date.UTC(2026, 10, 1);

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  isCancelled: boolean;
}

export class VirtualTime {
  /** Virtual ms since the beginning. */
  now = 0;
  #order = 0;
  readonly #heap: Event[] = [];

  /** Calls `run` once after `delayMs`; the answer cancels it. */
  after(delayMs: number, run: () => void): () => void {
    this.#order += 1;
    const event: Event = {
      at: this.now + Math.max(0, delayMs),
      order: this.#order,
      run,
      isCancelled: false,
    };
    push(this.#heap, event);
    return () => {
      event.isCancelled = true;
    };
  }

  /** Runs everything that is due within the next `ms`. */
  async run(ms: number): Promise<void> {
    await this.runUntil(() => false, ms);
  }

  /** Runs until `isReached` holds after some event, at most `limitMs`. Answers whether it came to hold. */
  async runUntil(isReached: () => boolean, limitMs: number): Promise<boolean> {
    const end = this.now + limitMs;
    await turn();
    // In slices, so that a signal or a message to this program gets its chance.
    for (;;) {
      const ending = await inOneTurn(() => this.#runSlice(isReached, end));
      if (ending !== 'more') return ending === 'reached';
    }
  }

  #runSlice(isReached: () => boolean, end: number): 'reached' | 'over' | 'more' {
    for (let count = 0; count < EVENTS_PER_TURN; count += 1) {
      if (isReached()) return 'reached';
      const next = this.#heap[0];
      if (next === undefined || next.at > end) {
        this.now = end;
        return isReached() ? 'reached' : 'over';
      }
      pop(this.#heap);
      if (next.isCancelled) continue;
      this.now = next.at;
      next.run();
      carryOutPromises();
    }
    return 'more';
  }
}

const EVENTS_PER_TURN = 20_000;

/**
 * Carries out everything that was promised, as Node does after each callback of its own. Going round the real event
 * loop once per event instead costs more than most events do. Not in the documentation, but the same in all versions
 * since Node 10; only works outside of promises, see `inOneTurn`.
 */
const carryOutPromises = (process as unknown as { readonly _tickCallback: () => void })._tickCallback;

/** The one thing here that is the machine's own. Kept, because it is out of reach while a schedule runs. */
const inNextTurn = setImmediate;

function turn(): Promise<void> {
  return new Promise((resolve) => {
    inNextTurn(resolve);
  });
}

/** Runs `work` as a callback of the event loop's own, where `carryOutPromises` works. */
function inOneTurn<T>(work: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    inNextTurn(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

/** Between the world and one process: a stopped process is told nothing, a dead one never again. */
export class Gate {
  readonly #time: VirtualTime;
  #state: 'open' | 'stopped' | 'dead' = 'open';
  #parkedTimers: (() => void)[] = [];
  #parkedAnswers: (() => void)[] = [];

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  timer(run: () => void): void {
    if (this.#state === 'open') run();
    else if (this.#state === 'stopped') this.#parkedTimers.push(run);
  }

  /** Something that came from outside: a request, an answer. */
  deliver(run: () => void): void {
    if (this.#state === 'open') run();
    else if (this.#state === 'stopped') this.#parkedAnswers.push(run);
  }

  /** What becomes of `work`, as this process gets to know it. */
  guard<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      work.then(
        (value) => {
          this.deliver(() => {
            resolve(value);
          });
        },
        (error: unknown) => {
          this.deliver(() => {
            reject(error instanceof Error ? error : new Error(String(error)));
          });
        },
      );
    });
  }

  stop(): void {
    if (this.#state === 'open') this.#state = 'stopped';
  }

  /** Timers first, as the event loop has it, unless `areAnswersFirst`. */
  resume(areAnswersFirst = false): void {
    if (this.#state !== 'stopped') return;
    this.#state = 'open';
    const timers = this.#parkedTimers;
    const answers = this.#parkedAnswers;
    this.#parkedTimers = [];
    this.#parkedAnswers = [];
    for (const run of areAnswersFirst ? [...answers, ...timers] : [...timers, ...answers]) {
      this.#time.after(0, () => {
        this.deliver(run);
      });
    }
  }

  kill(): void {
    this.#state = 'dead';
    this.#parkedTimers = [];
    this.#parkedAnswers = [];
  }
}

/** The clock of one process, which begins at 0 with it. */
export class BootClock implements Clock {
  /** The calendar's error; change it to let the calendar jump. */
  wallOffsetMs: number;
  readonly #time: VirtualTime;
  readonly #gate: Gate;
  readonly #rate: number;
  readonly #startedAt: number;
  /** Time that the monotonic clock did not count: the machine was suspended. */
  #missedMs = 0;

  constructor(time: VirtualTime, gate: Gate, rate: number, wallOffsetMs: number) {
    this.#time = time;
    this.#gate = gate;
    this.#rate = rate;
    this.wallOffsetMs = wallOffsetMs;
    this.#startedAt = time.now;
  }

  monotonicMs(): number {
    return (this.#time.now - this.#startedAt - this.#missedMs) * this.#rate;
  }

  wallMs(): number {
    return WORLD_EPOCH + this.#time.now + this.wallOffsetMs;
  }

  after(delayMs: number, run: () => void): () => void {
    let isCancelled = false;
    const cancel = this.#time.after(delayMs / this.#rate, () => {
      this.#gate.timer(() => {
        if (!isCancelled) run();
      });
    });
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  /** The machine slept for `ms`: the monotonic clock of Node on Linux does not count that. */
  miss(ms: number): void {
    this.#missedMs += ms;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Event[], event: Event): void {
  let place = heap.length;
  heap.push(event);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(event, above)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    const a = heap[left];
    if (a === undefined) break;
    const b = heap[left + 1];
    const isRight = b !== undefined && isBefore(b, a);
    const child = isRight ? left + 1 : left;
    const below = isRight ? b : a;
    if (!isBefore(below, last)) break;
    heap[place] = below;
    place = child;
  }
  heap[place] = last;
}
