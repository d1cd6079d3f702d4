import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';
import type { SandboxRecord } from '../record.ts';

/** Keeps all records in one JSON file, replaced as a whole so that a crash leaves the old or the new one. */
export interface FileContent {
  readonly records: readonly SandboxRecord[];
  readonly weighted: readonly string[];
}

export interface RecordFile {
  /** null: there is no file yet. */
  load(): Promise<FileContent | null>;
  /**
   * Resolves when content at least as new as now is on disk. Calls made during a write share the next one,
   * so `content` is asked when that begins.
   */
  save(content: () => FileContent): Promise<void>;
  /** Resolves when no write is under way. */
  idle(): Promise<void>;
}

const FORMAT = 1;

export function recordFile(path: string): RecordFile {
  let last: Promise<void> = Promise.resolve();
  let queued: Promise<void> | null = null;
  return {
    load: () => loadFile(path),
    save(content) {
      if (queued !== null) return queued;
      const write = last.then(async () => {
        queued = null;
        await replaceFile(path, `${JSON.stringify({ format: FORMAT, ...content() }, null, 1)}\n`);
      });
      queued = write;
      last = write.catch(() => undefined);
      return write;
    },
    idle: () => last,
  };
}

async function loadFile(path: string): Promise<FileContent | null> {
  const found = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw badFile(path, error);
  });
  if (found === null) return null;
  try {
    return parseContent(JSON.parse(found));
  } catch (cause) {
    throw badFile(path, cause);
  }
}

function parseContent(value: unknown): FileContent {
  if (typeof value !== 'object' || value === null) throw new Error('not an object');
  const members = new Map<string, unknown>(Object.entries(value));
  const records = members.get('records');
  const weighted = members.get('weighted');
  if (members.get('format') !== FORMAT) throw new Error(`format is not ${FORMAT}`);
  if (!Array.isArray(records) || !records.every(isRecord)) throw new Error('records are not as expected');
  if (!Array.isArray(weighted) || !weighted.every((key) => typeof key === 'string')) {
    throw new Error('weighted is not a list of texts');
  }
  return { records, weighted };
}

const TEXTS = ['id', 'zone', 'rr', 'type', 'line', 'value'] as const;
const NUMBERS = ['ttl', 'weight', 'createdAt', 'updatedAt'] as const;
const FLAGS = ['isEnabled', 'isLocked'] as const;

function isRecord(value: unknown): value is SandboxRecord {
  if (typeof value !== 'object' || value === null) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  const remark = members.get('remark');
  const priority = members.get('priority');
  return (
    TEXTS.every((name) => typeof members.get(name) === 'string') &&
    NUMBERS.every((name) => typeof members.get(name) === 'number') &&
    FLAGS.every((name) => typeof members.get(name) === 'boolean') &&
    (remark === null || typeof remark === 'string') &&
    (priority === null || typeof priority === 'number')
  );
}

async function replaceFile(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.new`;
  const handle = await open(fresh, 'w');
  try {
    await handle.writeFile(content, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, path);
}

function badFile(path: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError(
    'invalid',
    text(
      `The sandbox cannot read its records from ${path}: ${reason}.`,
      `沙箱无法从 ${path} 读取记录：${reason}。`,
    ),
    {
      field: 'recordsFile',
      cause,
      hint: text(
        'Repair the file, or move it away to begin without records.',
        '请修复该文件，或将其移走后从空记录开始。',
      ),
    },
  );
}
