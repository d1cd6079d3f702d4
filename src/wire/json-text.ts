// How are the small parts of a message written as JSON, most of which have been written before?
import { remembered } from '../platform/remember.ts';

/** Ids, boots and digests of a few large clusters; what is longer than those are does not come again. */
const QUOTED_KEPT = 8_192;
const LONGEST_KEPT = 64;

const keptQuoted = remembered(QUOTED_KEPT, (text) => JSON.stringify(text));

/** A text as JSON has it. */
export function quoted(text: string): string {
  return text.length > LONGEST_KEPT ? JSON.stringify(text) : keptQuoted(text);
}

/** A number as JSON has it: what is none is null. */
export function amount(value: number): string {
  return Number.isFinite(value) ? `${value}` : 'null';
}

export function listOf<T>(items: readonly T[], write: (item: T) => string): string {
  let text = '';
  for (const item of items) text += text === '' ? write(item) : `,${write(item)}`;
  return `[${text}]`;
}

export function recordOf<T>(record: Readonly<Record<string, T>>, write: (item: T) => string): string {
  let text = '';
  for (const key of Object.keys(record)) {
    const item = record[key];
    if (item !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${write(item)}`;
  }
  return `{${text}}`;
}

/** `,"key":text`, or nothing at all when there is nothing to tell. */
export function keyed<T>(key: string, item: T | undefined, write: (item: T) => string): string {
  return item === undefined ? '' : `,"${key}":${write(item)}`;
}
