import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 20;

/**
 * Waits until `check` returns something truthy, polling every 20 ms, and answers that. A check that throws
 * counts as "not yet". After `timeoutMs` it throws an error that names `what` and the last failure.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  timeoutMs: number,
  what = 'the condition',
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let failure: unknown;
    try {
      const found = await check();
      if (found) return found;
      failure = new Error(`the check returned ${String(found)}`);
    } catch (error) {
      failure = error;
    }
    if (performance.now() >= deadline) throw tooLate(what, timeoutMs, failure);
    await pause(POLL_MS);
  }
}

function tooLate(what: string, timeoutMs: number, failure: unknown): Error {
  const why = failure instanceof Error ? failure.message : String(failure);
  return new Error(`${what} did not come true within ${timeoutMs} ms; last: ${why}`, { cause: failure });
}
