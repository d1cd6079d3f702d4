/** Reads a zone for an act of configuration, with patience for what passes by itself. */
import type { Clock } from '../../platform/clock.ts';
import { sleep } from '../../platform/clock.ts';
import type { DnsProvider, ZoneReading } from '../provider/provider.ts';
import { ProviderError } from '../provider/provider.ts';

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 1_000;

export interface Patience {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** The reading, or the last error when none of three attempts brought one. */
export async function readAgain(
  provider: DnsProvider,
  zone: string,
  patience: Patience,
): Promise<ZoneReading | ProviderError> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await provider.readZone(zone, patience.signal);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const isLast = attempt === ATTEMPTS || !error.isRetryable || patience.signal?.aborted === true;
      if (isLast) return error;
      await pause(attempt, patience);
    }
  }
}

/** 1 s, 2 s, 4 s … */
export async function pause(attempt: number, { clock, signal }: Patience): Promise<void> {
  await sleep(clock, FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
}
