import type { Text } from '../model/text.ts';

/** The story did not go as it must: what was expected, and what was found instead. */
export class DemoFailure extends Error {
  readonly expected: Text;
  readonly found: Text;

  constructor(expected: Text, found: Text) {
    super(`expected: ${expected.en}; found: ${found.en}`);
    this.name = 'DemoFailure';
    this.expected = expected;
    this.found = found;
  }
}

/** Somebody stopped the demonstration. */
export class Interrupted extends Error {
  readonly signal: string;

  constructor(signal: string) {
    super(`stopped by ${signal}`);
    this.name = 'Interrupted';
    this.signal = signal;
  }
}
