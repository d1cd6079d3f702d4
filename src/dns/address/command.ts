import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { AddressSource, Detection } from './address-detector.ts';

/**
 * The first line that a program of the operator's prints; the word `none` there means that this machine
 * certainly has no such address. No shell takes part; the program learns the family from its environment
 * (`COCOASYNCER_FAMILY`) and gets none of this daemon's own settings, which may hold secrets.
 */
const MAX_BYTES = 64 * 1024;
const MAX_SHOWN = 80;
const OWN_SETTINGS = /^(COCOASYNCER|ALIBABA_CLOUD)_/;

export function commandSource(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): AddressSource {
  const [program = '', ...parameters] = command;
  return {
    // The arguments stay out of the name: they may hold a token.
    name: `command ${program}`,
    kind: 'authoritative',
    async detect(family, signal): Promise<Detection> {
      const result = await run(program, parameters, { ...foreign(env), COCOASYNCER_FAMILY: family }, signal);
      if (result.failure !== null) return { kind: 'unknown', why: result.failure };
      const line = (result.output.split('\n')[0] ?? '').trim();
      if (line.toLowerCase() === 'none') return { kind: 'none' };
      if (line === '') return { kind: 'unknown', why: 'printed nothing on its first line' };
      return { kind: 'address', address: line.slice(0, MAX_SHOWN) };
    },
  };
}

function foreign(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OWN_SETTINGS.test(name)));
}

interface Result {
  /** null: it ended by itself, with exit code 0. */
  readonly failure: string | null;
  readonly output: string;
}

/**
 * `execFile` is not used: its signal option ends a program gently, which a stubborn one survives, and its
 * limit on output waits for a program that goes on writing.
 */
function run(
  program: string,
  parameters: readonly string[],
  env: Record<string, string | undefined>,
  signal: AbortSignal,
): Promise<Result> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ failure: 'did not end in time', output: '' });
      return;
    }
    // Its own process group, so that what it started ends with it.
    const child = spawn(program, parameters, {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (failure: string | null): void => {
      signal.removeEventListener('abort', onAbort);
      resolve({ failure, output: Buffer.concat(chunks).toString('utf8') });
    };
    const cutShort = (failure: string): void => {
      killGroup(child);
      child.stdout.destroy();
      end(failure);
    };
    const onAbort = (): void => {
      cutShort('did not end in time');
    };
    signal.addEventListener('abort', onAbort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_BYTES) cutShort(`printed over ${MAX_BYTES} bytes`);
      else chunks.push(chunk);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      end(error.code ?? error.message);
    });
    child.on('close', (code, by) => {
      end(
        code === 0 ? null : code === null ? `ended by ${by ?? 'a signal'}` : `ended with exit code ${code}`,
      );
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of it is left, or the system has no process groups.
    child.kill('SIGKILL');
  }
}
