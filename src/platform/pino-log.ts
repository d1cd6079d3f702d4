import type { Writable } from 'node:stream';
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import pretty from 'pino-pretty';
import { AppError } from '../model/app-error.ts';
import { Secret } from '../model/secret.ts';
import type { Language, Text } from '../model/text.ts';
import type { Log, LogFields } from './log.ts';

/**
 * The one implementation of `Log`: pino, one line per event, for a person at a terminal or for a machine.
 *
 * Lines are written before the call returns, so none is lost when the process ends. A `Secret` prints as
 * `***` wherever it stands; an error prints its code and its words, its stack only at level `debug`.
 */
export interface PinoLogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly format: 'pretty' | 'json';
  /** Language of the lines' text; field names and events are the same in both. */
  readonly language: Language;
  /** Where lines go; standard output unless set. */
  readonly destination?: Writable;
  /** Colours on `pretty` lines; unless set, when standard output is a terminal that wants them. */
  readonly isColored?: boolean;
}

const MAX_DEPTH = 8;
const MAX_CAUSES = 3;

export function pinoLog(options: PinoLogOptions): Log {
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Errors are made printable here; pino's own way would add empty fields to them.
      serializers: { err: (value: unknown) => value },
    },
    options.format === 'pretty' ? prettyStream(options) : jsonStream(options),
  );
  return adapt(logger, options.language, options.level === 'debug');
}

function jsonStream(options: PinoLogOptions): DestinationStream {
  return options.destination ?? pino.destination({ fd: 1, sync: true });
}

function prettyStream(options: PinoLogOptions): DestinationStream {
  return pretty({
    colorize: options.isColored ?? (process.stdout.isTTY && !('NO_COLOR' in process.env)),
    translateTime: 'SYS:yyyy-mm-dd HH:MM:ss.l',
    ignore: 'pid,hostname',
    hideObject: true,
    messageFormat: prettyLine,
    // Not in a worker thread: what was logged right before an exit must be on the screen.
    destination: options.destination ?? 1,
    sync: true,
  });
}

function adapt(logger: Logger, language: Language, withStack: boolean): Log {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, text: Text, fields?: LogFields): void => {
      if (!logger.isLevelEnabled(level)) return;
      logger[level]({ event, ...printableFields(fields, language, withStack) }, text[language]);
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => adapt(logger.child(printableFields(fields, language, withStack)), language, withStack),
  };
}

/** Fields of ours may not take the place of the line's own. */
const TAKEN = new Set(['level', 'time', 'msg', 'event']);

function printableFields(
  fields: LogFields | undefined,
  language: Language,
  withStack: boolean,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields ?? {})) {
    result[TAKEN.has(key) ? `${key}_` : key] = printable(value, language, withStack, MAX_DEPTH);
  }
  return result;
}

function printable(value: unknown, language: Language, withStack: boolean, depth: number): unknown {
  if (value instanceof Secret) return '***';
  if (value instanceof Error) return printableError(value, language, withStack, MAX_CAUSES);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth === 0) return '…';
  const inner = (item: unknown): unknown => printable(item, language, withStack, depth - 1);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), inner(item)]));
  if (value instanceof Set) return [...value].map(inner);
  if (Array.isArray(value)) return value.map(inner);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item)]));
}

function printableError(
  error: Error,
  language: Language,
  withStack: boolean,
  causesLeft: number,
): Record<string, unknown> {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const hint = error instanceof AppError ? error.hint : null;
  return {
    ...(error instanceof AppError ? {} : { name: error.name }),
    ...(code === null ? {} : { code }),
    message: error instanceof AppError ? error.text[language] : error.message,
    ...(hint === null ? {} : { hint: hint[language] }),
    ...(error instanceof AppError && error.field !== null ? { field: error.field } : {}),
    ...(error.cause instanceof Error && causesLeft > 0
      ? { cause: printableError(error.cause, language, withStack, causesLeft - 1) }
      : {}),
    ...(withStack && error.stack !== undefined ? { stack: error.stack } : {}),
  };
}

/** `took over the line  line=CU from=gz`: the text, then the facts in logfmt, on one line whatever they hold. */
function prettyLine(log: Record<string, unknown>, messageKey: string): string {
  const message = log[messageKey];
  const facts = Object.entries(log)
    .filter(([key]) => key !== messageKey && key !== 'level' && key !== 'time')
    .map(([key, value]) => `${key}=${factText(value)}`);
  return [onOneLine(typeof message === 'string' ? message : ''), ' ', ...facts].join(' ');
}

function factText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return value.toString();
  if (typeof value === 'string') return /^[^\s"=\p{Cc}]+$/u.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}

function onOneLine(text: string): string {
  return text.replace(/\s*[\r\n]\s*/g, ' ').replace(/\p{Cc}/gu, ' ');
}
