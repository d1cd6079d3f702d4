// How do values cross the border to SQL? Both engines hand back slightly different things for the same column
// (booleans as 0 and 1, large integers as text); here they become ours, or an error that names the column.
import type { Knex } from 'knex';
import { AppError } from '../../model/app-error.ts';
import { Secret } from '../../model/secret.ts';
import { text } from '../../model/text.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Rows per INSERT: keeps the number of bound values far below both engines' limits. */
const CHUNK = 50;

export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw unreadable(column);
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

export function secretOf(row: Row, column: string): Secret {
  return Secret.of(textOf(row, column));
}

export function secretOrNull(row: Row, column: string): Secret | null {
  return row[column] === null ? null : secretOf(row, column);
}

export function numberOf(row: Row, column: string): number {
  const value = row[column];
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw unreadable(column);
}

export function booleanOf(row: Row, column: string): boolean {
  const value = row[column];
  return typeof value === 'boolean' ? value : numberOf(row, column) !== 0;
}

/** One of `allowed`; anything else means that somebody else wrote here. */
export function wordOf<T extends string>(row: Row, column: string, allowed: readonly T[]): T {
  const value = textOf(row, column);
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw unreadable(column);
  return found;
}

export async function insertAll(trx: Knex, table: string, rows: readonly Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += CHUNK) await trx(table).insert(rows.slice(at, at + CHUNK));
}

/** Adds rows, or replaces those that are there under the same key. */
export async function upsertAll(
  trx: Knex,
  table: string,
  key: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += CHUNK) {
    await trx(table)
      .insert(rows.slice(at, at + CHUNK))
      .onConflict(key)
      .merge();
  }
}

function unreadable(column: string): AppError {
  return new AppError(
    'internal',
    text(
      `The database holds something unreadable in column "${column}".`,
      `数据库的 "${column}" 列中有无法识别的内容。`,
    ),
    {
      hint: text(
        'It was changed by hand or damaged; restore a backup.',
        '数据可能被手工修改或已损坏，请恢复备份。',
      ),
    },
  );
}
