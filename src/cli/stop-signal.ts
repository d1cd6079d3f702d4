import { systemClock } from '../platform/clock.ts';

/**
 * Answers: which signals count as a wish to stop? SIGINT and SIGTERM, but one press of Ctrl-C once only: the
 * terminal sends it to all processes, and npm passes it on to its child a moment later.
 */

/** Signals closer together than this are one and the same. */
const SAME_PRESS_MS = 300;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Calls `handler` on every wish to stop until the returned function is called. The signals stay caught after
 * that: whoever was asked to stop is about to end, and the echo of the signal must not take its exit code away.
 */
export function onStopSignal(handler: (signal: string) => void): () => void {
  let isHeard = true;
  let lastAt = Number.NEGATIVE_INFINITY;
  const receive = (signal: string): void => {
    const now = systemClock.monotonicMs();
    const isEcho = now - lastAt < SAME_PRESS_MS;
    lastAt = now;
    if (isHeard && !isEcho) handler(signal);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, receive);
  return () => {
    isHeard = false;
  };
}
