import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { text } from '../../model/text.ts';
import type { Log } from '../../platform/log.ts';
import type { JournalEntry } from '../journal.ts';

/** Appends every call to a file, a line of JSON each. */
export interface JournalFile {
  add(entry: JournalEntry): void;
  /** Resolves when everything added is written. */
  close(): Promise<void>;
}

/** A file that cannot be written is reported once; the sandbox goes on without it. */
export function journalFile(path: string, log: Log): JournalFile {
  mkdirSync(dirname(path), { recursive: true });
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
