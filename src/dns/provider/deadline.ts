// Answers: how much longer may this call last, and who ended it?
import type { Clock } from '../../platform/clock.ts';

export interface Deadline {
  /** Aborts at the deadline, or when one of the outer signals does. */
  readonly signal: AbortSignal;
  /** Why the call is over: its time is up, or somebody called it off. Null while it may go on. */
  readonly ending: Ending | null;
  /** Milliseconds left, never negative. */
  remainingMs(): number;
  /** Frees the timer and the listeners. Call it when the work has ended, however it ended. */
  end(): void;
}

export type Ending = 'timeout' | 'cancelled';

/** Thrown by `unlessEnded` in place of the answer that nobody waits for any more. */
export class Ended extends Error {
  constructor() {
    super('the call was ended before its answer came');
    this.name = 'Ended';
  }
}

export function startDeadline(
  clock: Clock,
  timeoutMs: number,
  outer: readonly (AbortSignal | undefined)[],
): Deadline {
  const controller = new AbortController();
  const endsAt = clock.monotonicMs() + timeoutMs;
  let ending: Ending | null = null;

  const finish = (why: Ending): void => {
    if (controller.signal.aborted) return;
    ending = why;
    // A bare reason: some libraries put the reason's stack and text into their own messages.
    controller.abort(new Ended());
  };
  const cancel = (): void => {
    finish('cancelled');
  };
  const stopTimer = clock.after(timeoutMs, () => {
    finish('timeout');
  });
  for (const signal of outer) {
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  }

  return {
    signal: controller.signal,
    get ending() {
      return ending;
    },
    remainingMs: () => Math.max(0, endsAt - clock.monotonicMs()),
    end: () => {
      stopTimer();
      for (const signal of outer) signal?.removeEventListener('abort', cancel);
    },
  };
}

/** The work's answer, or `Ended` as soon as `signal` aborts; a later answer is dropped quietly. */
export async function unlessEnded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    stop = () => {
      reject(new Ended());
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
