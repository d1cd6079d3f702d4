import type { Readable, Writable } from 'node:stream';
import type { Language, Text } from '../model/text.ts';
import { languageOf } from '../platform/language.ts';

/**
 * Answers: where does a command read and write? A value given as argument, so that tests run commands in
 * process and nothing in the command line reaches for the real terminal.
 */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
  /** Somebody is there to answer questions: input and output are both terminals. */
  readonly isInteractive: boolean;
  /** Width in columns; 80 when it is not known. */
  readonly columns: number;
  readonly language: Language;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_COLUMNS = 80;

/** The terminal of the running process. */
export function processTerminal(process: NodeJS.Process): Terminal {
  return {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    isInteractive: process.stdin.isTTY && process.stdout.isTTY,
    // A terminal that has not been told its size says 0.
    columns: process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : DEFAULT_COLUMNS,
    language: askedLanguage(process.argv.slice(2)) ?? languageOf(process.env),
    env: process.env,
  };
}

/** The text in the terminal's language. */
export function inLanguage(terminal: Terminal, message: Text): string {
  return message[terminal.language];
}

/** One message on standard output. */
export function say(terminal: Terminal, message: Text): void {
  terminal.output.write(`${inLanguage(terminal, message)}\n`);
}

/** One message on standard error. */
export function complain(terminal: Terminal, message: Text): void {
  terminal.errors.write(`${inLanguage(terminal, message)}\n`);
}

/** Lines on standard output. */
export function printLines(terminal: Terminal, lines: readonly string[]): void {
  terminal.output.write(lines.map((line) => `${line}\n`).join(''));
}

/** Machine-readable output: one JSON document, indented. Secrets print as `***`. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.output.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** `--lang`, read before the arguments are parsed because the help and the errors of parsing need it. */
export function askedLanguage(argv: readonly string[]): Language | null {
  for (const [index, argument] of argv.entries()) {
    if (argument === '--') return null;
    const value = argument === '--lang' ? argv[index + 1] : /^--lang=(.*)$/.exec(argument)?.[1];
    if (value === 'en' || value === 'zh') return value;
  }
  return null;
}
