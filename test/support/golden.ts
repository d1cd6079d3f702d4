// Is a text still what the golden file says? `UPDATE_GOLDEN=1` rewrites the file: read the difference then.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `file` is a path, or a URL made from `import.meta.url`. */
export function assertGolden(file: string | URL, actual: string): void {
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
    return;
  }
  assert.ok(existsSync(path), `${path} is missing (UPDATE_GOLDEN=1 makes it)`);
  assert.equal(actual, readFileSync(path, 'utf8'), `${path} (UPDATE_GOLDEN=1 rewrites it)`);
}
