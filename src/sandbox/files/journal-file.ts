import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';
import type { Log } from '../../platform/log.ts';
import type { JournalEntry } from '../journal.ts';

/** Appends every call to a file, a line of JSON each. */
export interface JournalFile {
  add(entry: JournalEntry): void;
  /** Resolves when everything added is written. */
  close(): Promise<void>;
}

/**
 * Throws an AppError when the folder cannot be made. A file that cannot be written later is reported once;
 * the sandbox goes on without it.
 */
export function journalFile(path: string, log: Log): JournalFile {
  makeFolder(dirname(path));
  const stream = createWriteStream(path, { flags: 'a' });
  let isBroken = false;
  stream.on('error', (error) => {
    isBroken = true;
    log.error('sandbox-journal-failed', text(`Cannot write ${path}.`, `无法写入 ${path}。`), {
      error: error.message,
    });
  });
  return {
    add(entry) {
      if (!isBroken) stream.write(`${JSON.stringify(entry)}\n`);
    },
    async close() {
      if (isBroken) return;
      await new Promise<void>((resolve) => {
        stream.once('error', () => {
          resolve();
        });
        stream.end(() => {
          resolve();
        });
      });
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new AppError('invalid', text(`Cannot make the folder ${folder}.`, `无法创建目录 ${folder}。`), {
      field: 'journalFile',
      cause,
      hint: text(
        'Set journalFile to a place where this user may write.',
        '请将 journalFile 设为当前用户可写的位置。',
      ),
    });
  }
}
