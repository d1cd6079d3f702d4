/**
 * The tick of the state machine, from the clock seam. Sets itself anew after each tick, so that ticks never
 * pile up; what a tick finds due it starts without waiting for it.
 */
import { text } from '../model/text.ts';
import type { Meter } from '../metrics/meter.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

export interface Ticker {
  stop(): void;
}

export function startTicker(
  onTick: () => void,
  tickMs: number,
  clock: Clock,
  log: Log,
  meter: Meter,
): Ticker {
  let dueAt = clock.monotonicMs() + tickMs;
  let isStopped = false;
  let cancel: () => void = () => undefined;
  const arm = (): void => {
    cancel = clock.after(Math.max(0, dueAt - clock.monotonicMs()), run);
  };
  const run = (): void => {
    if (isStopped) return;
    const now = clock.monotonicMs();
    meter.tickLatenessSeconds(Math.max(0, now - dueAt) / 1000);
    try {
      onTick();
    } catch (error) {
      log.error('tick-failed', text('a tick failed', '一次节拍失败'), { error });
    }
    dueAt = Math.max(dueAt + tickMs, now);
    arm();
  };
  arm();
  return {
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
