import { inLanguage, type Terminal } from '../../cli/terminal.ts';
import { displayWidth } from '../../cli/table.ts';
import { wrapText } from '../../cli/wrap-text.ts';
import type { Text } from '../../model/text.ts';
import { shorten } from '../shorten.ts';

/**
 * Answers: how does the story get onto the screen? Every line begins with the seconds since the start. On a
 * terminal one more line below shows what is being waited for; elsewhere there are whole lines only.
 */
export type Tone = 'plain' | 'action' | 'good' | 'bad' | 'quiet';

const SGR: Readonly<Record<Tone, string>> = { plain: '', action: '33', good: '32', bad: '31', quiet: '2' };
const BOLD = '1';
/** Width of `[123.4 s] `. */
const STAMP_WIDTH = 10;
const LEAST_WIDTH = 40;
/** Longer lines are hard to read, however wide the screen. */
const MOST_WIDTH = 110;
const DEFAULT_WIDTH = 80;

export class Narrator {
  readonly #terminal: Terminal;
  readonly #isTty: boolean;
  readonly #isColored: boolean;
  readonly #startedAt = performance.now();
  #live = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#isTty = 'isTTY' in terminal.output && terminal.output.isTTY === true;
    this.#isColored =
      this.#isTty && (terminal.env['NO_COLOR'] ?? '') === '' && terminal.env['TERM'] !== 'dumb';
  }

  /** Somebody is watching: worth pausing for. */
  get isWatched(): boolean {
    return this.#isTty;
  }

  get language(): Terminal['language'] {
    return this.#terminal.language;
  }

  elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** A heading, with a blank line before it. */
  chapter(title: Text): void {
    const words = inLanguage(this.#terminal, title);
    const rule = '─'.repeat(Math.max(0, this.#width() - displayWidth(words) - 4));
    this.#print(['', this.#paint(`── ${words} ${rule}`, BOLD), '']);
  }

  /** A paragraph with the time in front. */
  tell(message: Text, tone: Tone = 'plain'): void {
    const stamp = `[${(this.elapsedMs() / 1000).toFixed(1).padStart(5)} s]`.padEnd(STAMP_WIDTH);
    const indent = ' '.repeat(STAMP_WIDTH);
    const wrapped = wrapText(inLanguage(this.#terminal, message), this.#width() - STAMP_WIDTH).split('\n');
    this.#print(
      wrapped.map((line, index) => {
        const head = index === 0 ? this.#paint(stamp, SGR.quiet) : indent;
        return `${head}${this.#paint(line, SGR[tone])}`;
      }),
    );
  }

  /** Lines under the last paragraph, e.g. a table: not wrapped. */
  show(lines: readonly string[], isMarked: (index: number) => boolean = () => false): void {
    const indent = ' '.repeat(STAMP_WIDTH);
    this.#print(
      lines.map((line, index) => `${indent}${isMarked(index) ? this.#paint(line, SGR.good) : line}`),
    );
  }

  /** Things to copy from the screen: as little indented as possible, and never wrapped. */
  offer(lines: readonly string[]): void {
    this.#print(lines.map((line) => `  ${line}`));
  }

  /** Text without a time, e.g. an introduction. */
  explain(message: Text): void {
    this.#print(wrapText(inLanguage(this.#terminal, message), this.#width()).split('\n'));
  }

  /** What goes on at this moment; replaced by the next call, gone with the next line. */
  live(message: Text): void {
    if (!this.#isTty) return;
    const indent = ' '.repeat(STAMP_WIDTH);
    const line = shorten(`${indent}${inLanguage(this.#terminal, message)}`, this.#columns() - 1);
    if (line === this.#live) return;
    this.#terminal.output.write(`\r${this.#paint(line, SGR.quiet)}\u001b[K`);
    this.#live = line;
  }

  #print(lines: readonly string[]): void {
    const clear = this.#live === '' ? '' : '\r\u001b[K';
    this.#live = '';
    this.#terminal.output.write(clear + lines.map((line) => `${line.trimEnd()}\n`).join(''));
  }

  #paint(words: string, code: string): string {
    return this.#isColored && code !== '' ? `\u001b[${code}m${words}\u001b[0m` : words;
  }

  /** Asked anew each time: windows change their size. */
  #columns(): number {
    const { output, columns } = this.#terminal;
    const now = 'columns' in output && typeof output.columns === 'number' ? output.columns : columns;
    return now > 0 ? now : DEFAULT_WIDTH;
  }

  #width(): number {
    return Math.max(LEAST_WIDTH, Math.min(this.#columns(), MOST_WIDTH));
  }
}
