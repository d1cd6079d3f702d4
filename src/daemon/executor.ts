/**
 * The one place through which a node's state is read or changed: one step at a time, none of which waits.
 *
 * Timers, HTTP handlers and provider answers all come in here. The first thing any step does is to ask whether
 * this process was stopped since the last one; if so, everything known is old, and whoever holds a plan made
 * before must drop it (`resumedAt` moved).
 */
import { hasDrifted, wasStopped } from '../cluster/stop-guard.ts';
import { text } from '../model/text.ts';
import type { Meter } from '../metrics/meter.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { NodeState } from './node-state.ts';
import { resume } from './steps/resume.ts';

export class Executor {
  readonly #state: NodeState;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #meter: Meter;

  constructor(state: NodeState, clock: Clock, log: Log, meter: Meter) {
    this.#state = state;
    this.#clock = clock;
    this.#log = log;
    this.#meter = meter;
  }

  /** Runs `run` on the state, synchronously. `now` is on the monotonic clock, ms. */
  step<T>(run: (state: NodeState, now: number) => T): T {
    const state = this.#state;
    const mark = { monotonic: this.#clock.monotonicMs(), wall: this.#clock.wallMs() };
    const { tickMs, stallMs } = state.timers;
    if (wasStopped(state.lastMark, mark, tickMs, stallMs)) {
      const gapMs = Math.round(mark.monotonic - state.lastMark.monotonic);
      resume(state, mark.monotonic, hasDrifted(state.lastMark, mark, stallMs));
      this.#meter.resumed();
      this.#log.warn(
        'resumed',
        text(
          'this process was stopped or its clock jumped; all plans are dropped, two reads are owed',
          '进程曾被暂停或时钟发生跳变；已放弃全部计划，需要重新读取两次',
        ),
        { gapMs },
      );
    }
    state.lastMark = mark;
    return run(state, mark.monotonic);
  }
}
