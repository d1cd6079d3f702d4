// Who else runs on this SQLite file? Two daemons on one file would both act as the same node.
//
// The operating system holds the lock: SQLite takes it on a small file beside the database, and it is gone with
// the process, however that ended. A file with a process id in it would outlive a SIGKILL.
import { chmodSync } from 'node:fs';
import Libsql from 'libsql';
import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';

/**
 * Takes the file for this process, until the result is called.
 *
 * @param filename absolute path of the database; its folder exists
 * @throws AppError `conflict` when another process has it, `unavailable` when the lock file cannot be made
 */
export function takeSoleUse(filename: string): () => void {
  let lock: Libsql.Database | null = null;
  try {
    lock = new Libsql(`${filename}.lock`);
    chmodSync(`${filename}.lock`, 0o600);
    lock.exec('PRAGMA busy_timeout = 0');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock?.close();
    const code = String((cause as { code?: unknown }).code);
    throw code.startsWith('SQLITE_BUSY') ? inUse(filename, cause) : unlockable(filename, cause);
  }
  const held = lock;
  return () => {
    held.close();
  };
}

function inUse(filename: string, cause: unknown): AppError {
  return new AppError(
    'conflict',
    text(
      `Another CocoaSyncer runs on the database ${filename}.`,
      `另一个 CocoaSyncer 正在使用数据库 ${filename}。`,
    ),
    {
      cause,
      hint: text(
        'Stop it first, or give this node a database of its own by DataFolder or DSN.',
        '请先停止它，或用 DataFolder 或 DSN 为本节点指定单独的数据库。',
      ),
    },
  );
}

function unlockable(filename: string, cause: unknown): AppError {
  return new AppError(
    'unavailable',
    text(`The lock file ${filename}.lock cannot be made.`, `无法创建锁文件 ${filename}.lock。`),
    {
      cause,
      hint: text(
        'See that this user may write in that folder and that the disk has space.',
        '请确认当前用户可写该目录，且磁盘有剩余空间。',
      ),
    },
  );
}
