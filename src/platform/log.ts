import type { Text } from '../model/text.ts';

/** Facts of a log line. Never put a secret here in clear; a `Secret` prints as `***`. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * One line per event. `event` is a short kebab-case name that stays the same over versions; the text is
 * for people and is written in the language of `LANG`.
 */
export interface Log {
  debug(event: string, text: Text, fields?: LogFields): void;
  info(event: string, text: Text, fields?: LogFields): void;
  warn(event: string, text: Text, fields?: LogFields): void;
  error(event: string, text: Text, fields?: LogFields): void;
  /** A log whose lines all carry `fields`. */
  child(fields: LogFields): Log;
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
