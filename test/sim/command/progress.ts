/** One line about how far it is: rewritten on a terminal, a new one now and then elsewhere. */
import type { Writable } from 'node:stream';

const TERMINAL_MS = 200;
const ELSEWHERE_MS = 10_000;

export class Progress {
  readonly #output: Writable;
  readonly #isTerminal: boolean;
  #shownAt: number;
  #isOpen = false;

  constructor(output: Writable, isTerminal: boolean) {
    this.#output = output;
    this.#isTerminal = isTerminal;
    this.#shownAt = isTerminal ? -Infinity : performance.now();
  }

  show(line: () => string): void {
    const now = performance.now();
    if (now - this.#shownAt < (this.#isTerminal ? TERMINAL_MS : ELSEWHERE_MS)) return;
    this.#shownAt = now;
    this.#isOpen = this.#isTerminal;
    this.#output.write(this.#isTerminal ? `\r\u001b[K${line()}` : `${line()}\n`);
  }

  /** Before anything else is printed. */
  clear(): void {
    if (this.#isOpen) this.#output.write('\r\u001b[K');
    this.#isOpen = false;
  }
}
