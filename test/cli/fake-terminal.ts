// A terminal that remembers what was written to it.
import { Readable, Writable } from 'node:stream';
import type { Terminal } from '../../src/cli/terminal.ts';

export interface FakeTerminal extends Terminal {
  /** Everything on standard output so far. */
  out(): string;
  /** Everything on standard error so far. */
  err(): string;
}

export interface FakeTerminalOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly language?: 'en' | 'zh';
  readonly isInteractive?: boolean;
  readonly stdin?: string;
  readonly columns?: number;
}

export function fakeTerminal(options: FakeTerminalOptions = {}): FakeTerminal {
  const out: string[] = [];
  const err: string[] = [];
  return {
    input: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
    output: collector(out),
    errors: collector(err),
    isInteractive: options.isInteractive ?? false,
    columns: options.columns ?? 100,
    language: options.language ?? 'en',
    env: options.env ?? {},
    out: () => out.join(''),
    err: () => err.join(''),
  };
}

function collector(chunks: string[]): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      chunks.push(chunk.toString());
      done();
    },
  });
}
