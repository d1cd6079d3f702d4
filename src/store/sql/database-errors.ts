// What does a driver's error mean for us, and what may be said about it? Drivers put statements, and with them
// values, into their errors, so neither their messages nor the errors themselves are passed on as they are.
import { AppError } from '../../model/app-error.ts';
import type { Text } from '../../model/text.ts';
import { text } from '../../model/text.ts';

/**
 * - `busy`        somebody else holds the lock; the transaction did not happen and may be tried again
 * - `lost`        the connection broke or cannot be made
 * - `missing`     schema or database is not there (any more)
 * - `too-long`    a value does not fit its column
 * - `down`        the database answers that it cannot: no right, no space, damaged file, …
 * - `fault`       anything else: a mistake of this program
 */
export type DatabaseTrouble = 'busy' | 'lost' | 'missing' | 'too-long' | 'down' | 'fault';

const MYSQL_TROUBLE: Readonly<Record<string, DatabaseTrouble>> = {
  ER_LOCK_DEADLOCK: 'busy',
  ER_LOCK_WAIT_TIMEOUT: 'busy',
  ER_CHECKREAD: 'busy',
  ER_NO_SUCH_TABLE: 'missing',
  ER_BAD_DB_ERROR: 'missing',
  ER_DATA_TOO_LONG: 'too-long',
  ER_SERVER_SHUTDOWN: 'lost',
  ER_CLIENT_INTERACTION_TIMEOUT: 'lost',
  ER_NET_READ_INTERRUPTED: 'lost',
  ER_CONNECTION_KILLED: 'lost',
  ER_NORMAL_SHUTDOWN: 'lost',
  ER_QUERY_INTERRUPTED: 'lost',
  ER_PARSE_ERROR: 'fault',
  ER_BAD_FIELD_ERROR: 'fault',
  ER_DUP_ENTRY: 'fault',
  ER_BAD_NULL_ERROR: 'fault',
  ER_NO_REFERENCED_ROW_2: 'fault',
  ER_ROW_IS_REFERENCED_2: 'fault',
  HANDSHAKE_NO_SSL_SUPPORT: 'down',
};

const FILE_CODES = new Set([
  'EACCES',
  'EPERM',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'EEXIST',
]);

export function troubleOf(error: unknown): DatabaseTrouble {
  const code = codeOf(error);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'busy';
  if (/^SQLITE_(CANTOPEN|IOERR|FULL|READONLY|NOTADB|CORRUPT|PERM|AUTH|NOLFS|NOMEM)/.test(code)) return 'down';
  if (code === 'SQLITE_ERROR' && /no such table/.test(messageOf(error))) return 'missing';
  if (code.startsWith('SQLITE_')) return 'fault';
  const known = MYSQL_TROUBLE[code];
  if (known !== undefined) return known;
  if (code.startsWith('ER_')) return 'down';
  if (isFileTrouble(error)) return 'down';
  if (code.startsWith('PROTOCOL_') || /^E[A-Z_]+$/.test(code)) return 'lost';
  if (isFatal(error) || nameOf(error) === 'KnexTimeoutError' || nameOf(error) === 'TimeoutError')
    return 'lost';
  return 'fault';
}

/** What people get to read. `isUnconfirmed`: the commit had been sent, so it may have taken effect. */
export function toAppError(error: unknown, isUnconfirmed = false): AppError {
  if (error instanceof AppError) return error;
  const trouble = troubleOf(error);
  const detail = detailOf(error);
  const cause = Object.assign(new Error(detail), { code: codeOf(error) });
  switch (trouble) {
    case 'busy':
      return new AppError(
        'unavailable',
        text(`The database is busy (${detail}).`, `数据库正忙(${detail})。`),
        { cause, hint: text('Try again in a moment.', '请稍后再试。') },
      );
    case 'lost':
      return new AppError('unavailable', lostText(detail, isUnconfirmed), {
        cause,
        hint: text(
          'See that the database server runs and that DSN names its address.',
          '请确认数据库服务正在运行，且 DSN 中的地址正确。',
        ),
      });
    case 'missing':
    case 'down':
      return new AppError(
        'unavailable',
        text(`The database cannot be used (${detail}).`, `数据库无法使用(${detail})。`),
        { cause, hint: hintFor(codeOf(error)) },
      );
    case 'too-long':
      return new AppError(
        'invalid',
        text('A value is longer than the database can keep.', '有一个值超出了数据库可保存的长度。'),
        { cause },
      );
    case 'fault':
      return new AppError(
        'internal',
        text(`The database refused a statement (${detail}).`, `数据库拒绝了一条语句(${detail})。`),
        { cause },
      );
  }
}

function lostText(detail: string, isUnconfirmed: boolean): Text {
  return isUnconfirmed
    ? text(
        `The database stopped answering (${detail}); whether the change was stored could not be confirmed.`,
        `数据库停止应答(${detail});无法确认更改是否已保存。`,
      )
    : text(`The database does not answer (${detail}).`, `数据库没有应答(${detail})。`);
}

function hintFor(code: string): Text {
  if (code === 'ER_BAD_DB_ERROR') {
    return text(
      'Create it: CREATE DATABASE <name> CHARACTER SET utf8mb4;',
      '请先创建数据库：CREATE DATABASE <名称> CHARACTER SET utf8mb4;',
    );
  }
  if (/^ER_(ACCESS_DENIED|DBACCESS_DENIED|TABLEACCESS_DENIED|SPECIFIC_ACCESS)/.test(code)) {
    return text('Check user, password and rights in DSN.', '请检查 DSN 中的用户名、密码和权限。');
  }
  if (code.startsWith('SQLITE_') || FILE_CODES.has(code)) {
    return text(
      'See that the file and its folder exist, may be written by this user, and that the disk has space.',
      '请确认文件及其所在目录存在、当前用户可写，且磁盘有剩余空间。',
    );
  }
  return text('Look into the log of the database server.', '请查看数据库服务器的日志。');
}

/** Code and, where a driver's own words carry no values, those words. */
function detailOf(error: unknown): string {
  const code = codeOf(error);
  if (code === '') return nameOf(error) === '' ? 'no details' : nameOf(error);
  // `connect ECONNREFUSED 127.0.0.1:3306`, `getaddrinfo ENOTFOUND db`
  if (/^E[A-Z]+$/.test(code)) {
    const words = messageOf(error).split('\n')[0] ?? '';
    return isFileTrouble(error) || /^(connect|getaddrinfo|read|write) /.test(words) ? words : code;
  }
  return code;
}

/** From opening the file or its folder, not from a socket, whose path may be wrong as well. */
function isFileTrouble(error: unknown): boolean {
  return FILE_CODES.has(codeOf(error)) && property(error, 'syscall') !== 'connect';
}

function codeOf(error: unknown): string {
  const code = property(error, 'code');
  return typeof code === 'string' ? code : '';
}

function nameOf(error: unknown): string {
  const name = property(error, 'name');
  return typeof name === 'string' ? name : '';
}

function messageOf(error: unknown): string {
  const message = property(error, 'message');
  return typeof message === 'string' ? message : '';
}

function isFatal(error: unknown): boolean {
  return property(error, 'fatal') === true || /closed state/.test(messageOf(error));
}

function property(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[name] : undefined;
}
