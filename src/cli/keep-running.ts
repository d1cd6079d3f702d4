import { setTimeout as sleep } from 'node:timers/promises';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { complain } from './terminal.ts';

/** Answers: how long does a long-running command run, and how does it end? */

/** Something started that runs until it is stopped or ends by itself. */
export interface Running {
  stop(reason: string): Promise<void>;
  /** Rejects when it ended because of a fault. */
  readonly closed: Promise<void>;
}

/** Within this time of the first signal everything must have stopped. */
export const STOP_DEADLINE_MS = 15_000;
/** The same with a hand-over before the stop, which may take a minute. */
export const DRAIN_STOP_DEADLINE_MS = 75_000;

/**
 * Starts something and waits for its end: SIGINT or SIGTERM stop it, a second signal gives up at once.
 * @returns 0 stopped as asked, 1 given up
 */
export async function keepRunning(
  cli: Cli,
  start: () => Promise<Running>,
  deadlineMs = STOP_DEADLINE_MS,
): Promise<number> {
  const signals = listen(cli);
  const giveUp = new AbortController();
  const whole = async (): Promise<number> => {
    const running = await start();
    const reason = await Promise.race([running.closed.then(() => null), signals.first]);
    if (reason !== null) await running.stop(reason);
    return 0;
  };
  const late = async (): Promise<number> => {
    await signals.first;
    await sleep(deadlineMs, undefined, { signal: giveUp.signal });
    const seconds = deadlineMs / 1000;
    complain(
      cli.terminal,
      text(`Not stopped within ${seconds} s; giving up.`, `${seconds} 秒内未能停止，强制退出。`),
    );
    return 1;
  };
  const lateOutcome = late();
  // Clearing the timer rejects it after the race is over.
  lateOutcome.catch(() => undefined);
  try {
    return await Promise.race([whole(), signals.second.then(() => 1), lateOutcome]);
  } finally {
    giveUp.abort();
    signals.stop();
  }
}

interface Signals {
  readonly first: Promise<string>;
  readonly second: Promise<string>;
  stop(): void;
}

function listen(cli: Cli): Signals {
  const waiting: ((signal: string) => void)[] = [];
  const first = new Promise<string>((resolve) => waiting.push(resolve));
  const second = new Promise<string>((resolve) => waiting.push(resolve));
  const stop = cli.parts.onStopSignal((signal) => {
    const isFirst = waiting.length === 2;
    waiting.shift()?.(signal);
    if (isFirst && cli.terminal.isInteractive) complain(cli.terminal, STOPPING);
  });
  return { first, second, stop };
}

const STOPPING = text('Stopping… (again to stop at once)', '正在停止……（再按一次立即退出）');
