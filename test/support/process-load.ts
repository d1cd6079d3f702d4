import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for everybody. */
const TICKS_PER_SECOND = 100;
const MEBIBYTE_KB = 1024;

/** What a process has used so far; null where the system does not tell (no /proc). */
export interface ProcessLoad {
  /** Resident memory now, MiB. */
  readonly memoryMiB: number;
  /** Processor time since its start, s. */
  readonly cpuSeconds: number;
}

export function processLoad(pid: number): ProcessLoad | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const memory = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
    // The second field is the program's name in brackets, which may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { memoryMiB: Number(memory) / MEBIBYTE_KB, cpuSeconds: ticks / TICKS_PER_SECOND };
  } catch {
    return null;
  }
}
