// Which database do `DataBaseType` and `DSN` mean? A pure parser: nothing is opened, looked up or resolved.
//
// Understood are the Go program's forms (`user:pw@tcp(host:3306)/db?parseTime=true`, `file:test.db`, a plain
// file name) and ordinary URLs (`mysql://user:pw@host/db`, `sqlite:///var/lib/x.db`).
import { AppError } from '../model/app-error.ts';
import type { Secret } from '../model/secret.ts';
import { text } from '../model/text.ts';
import { parseGoDsn } from './go-dsn.ts';
import { maskDsn } from './mask-dsn.ts';
import { parseMysqlUrl } from './mysql-url.ts';
import { sqlitePath } from './sqlite-path.ts';

export type DatabaseTarget = SqliteTarget | MysqlTarget;

export interface SqliteTarget {
  readonly kind: 'sqlite';
  /** As written: may be relative, to a folder that whoever opens it knows. */
  readonly path: string;
}

export interface MysqlTarget {
  readonly kind: 'mysql';
  readonly user: string;
  readonly password: Secret;
  readonly address: MysqlAddress;
  readonly database: string;
  readonly tls: TlsMode;
  /** null: not given. */
  readonly connectTimeoutMs: number | null;
}

export type MysqlAddress = { readonly host: string; readonly port: number } | { readonly socketPath: string };

/**
 * `off` never; `preferred` if the server can, certificate unchecked; `unverified` always, certificate
 * unchecked (`tls=skip-verify`); `verified` always, certificate and name checked (`tls=true`).
 */
export type TlsMode = 'off' | 'preferred' | 'unverified' | 'verified';

/** Values of `DataBaseType` that are understood. */
export const DATABASE_TYPES = ['sqlite', 'sqlite3', 'mysql', 'mariadb'] as const;

/**
 * @param type `DataBaseType` in any letter case; null or empty: told by the form of the DSN
 * @throws AppError `invalid` with `field` `DataBaseType` or `DSN`; never quotes a password
 */
export function parseDsn(type: string | null, dsn: string): DatabaseTarget {
  const trimmed = dsn.trim();
  const kind = type === null || type.trim() === '' ? guessKind(trimmed) : kindOf(type.trim());
  const scheme = schemeOf(trimmed);
  const isOtherKind = scheme === null ? kind === 'sqlite' && hasGoAddress(trimmed) : scheme !== kind;
  if (isOtherKind) throw contradiction(kind, trimmed);
  if (trimmed === '') throw badDsn(kind, '', text('it is empty', '内容为空'));
  if (kind === 'sqlite') return parseSqlite(trimmed);
  return parseMysql(trimmed);
}

function kindOf(type: string): 'sqlite' | 'mysql' {
  switch (type.toLowerCase()) {
    case 'sqlite':
    case 'sqlite3':
      return 'sqlite';
    case 'mysql':
    case 'mariadb':
      return 'mysql';
    default:
      throw unsupported(type);
  }
}

function guessKind(dsn: string): 'sqlite' | 'mysql' {
  const scheme = schemeOf(dsn);
  if (scheme !== null) return scheme;
  const foreign = /^([a-z][a-z0-9+.-]*):\/\//i.exec(dsn)?.[1];
  if (foreign !== undefined) throw unsupported(foreign);
  return hasGoAddress(dsn) || /^[^/\\]+@.*\//s.test(dsn) ? 'mysql' : 'sqlite';
}

/** `user:pw@tcp(host)/db`: no file is called that. */
function hasGoAddress(dsn: string): boolean {
  return /(^|[@/])(tcp6?|unix)\(.*\)\//s.test(dsn);
}

/** What a URL scheme in front says; null: there is none that decides. */
function schemeOf(dsn: string): 'sqlite' | 'mysql' | null {
  if (/^(mysql|mariadb):\/\//i.test(dsn)) return 'mysql';
  if (/^(sqlite3?|file):/i.test(dsn)) return 'sqlite';
  return null;
}

function parseSqlite(dsn: string): SqliteTarget {
  const path = sqlitePath(dsn);
  if (path === '') throw badDsn('sqlite', dsn, text('it names no file', '没有写明文件'));
  if (path.includes(':memory:') || /[?&]mode=memory/i.test(dsn)) {
    const why = text(
      'a database in memory would forget everything at a restart',
      '内存数据库重启后会丢失全部数据',
    );
    throw badDsn('sqlite', dsn, why);
  }
  return { kind: 'sqlite', path };
}

function parseMysql(dsn: string): MysqlTarget {
  const afterScheme = dsn.replace(/^(mysql|mariadb):\/\//i, '');
  // `mysql://user:pw@tcp(host)/db` is a Go form with a scheme in front, as some migration tools want it.
  const isUrl = afterScheme !== dsn && !/@(tcp6?|unix)\([^()]*\)\/[^/]*$/.test(afterScheme);
  const found = isUrl ? parseMysqlUrl(afterScheme) : parseGoDsn(afterScheme);
  if ('problem' in found) throw badDsn('mysql', dsn, found.problem);
  if (found.database === '') {
    throw badDsn(
      'mysql',
      dsn,
      text('it names no database after the last /', '最后一个 / 之后没有写数据库名'),
    );
  }
  return found;
}

function unsupported(type: string): AppError {
  const allowed = DATABASE_TYPES.join(', ');
  return new AppError(
    'invalid',
    text(
      `DataBaseType is "${type}"; supported are ${allowed}.`,
      `DataBaseType 为 "${type}";支持的值为 ${allowed}。`,
    ),
    {
      field: 'DataBaseType',
      hint: text(
        'Use sqlite for a local file (the default), or mysql for a MySQL or MariaDB server.',
        '使用本地文件请填 sqlite(默认值),使用 MySQL 或 MariaDB 服务器请填 mysql。',
      ),
    },
  );
}

function contradiction(kind: 'sqlite' | 'mysql', dsn: string): AppError {
  return badDsn(
    kind,
    dsn,
    text(`its form does not belong to DataBaseType ${kind}`, `其写法与 DataBaseType ${kind} 不符`),
  );
}

const EXAMPLES = {
  sqlite: 'cocoasyncer.db, file:cocoasyncer.db, sqlite:///var/lib/cocoasyncer/cocoasyncer.db',
  mysql:
    'user:password@tcp(127.0.0.1:3306)/cocoasyncer, user:password@unix(/run/mysqld/mysqld.sock)/cocoasyncer, ' +
    'mysql://user:password@127.0.0.1:3306/cocoasyncer',
};

function badDsn(kind: 'sqlite' | 'mysql', dsn: string, why: { en: string; zh: string }): AppError {
  const shown = maskDsn(dsn);
  return new AppError(
    'invalid',
    text(`The DSN "${shown}" cannot be used: ${why.en}.`, `DSN "${shown}" 无法使用:${why.zh}。`),
    {
      field: 'DSN',
      hint: text(`Forms that work: ${EXAMPLES[kind]}`, `可用的写法:${EXAMPLES[kind]}`),
    },
  );
}
