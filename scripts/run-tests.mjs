// Runs test files with Node's own test runner: all of test/**/*.test.ts, or those whose path contains one of
// the words given. `npm test` calls it after setting everything up.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const words = process.argv.slice(2);
const files = readdirSync('test', { recursive: true })
  .map((name) => join('test', name.toString()))
  .filter((name) => name.endsWith('.test.ts'))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  .sort();

if (files.length === 0) {
  console.error(`run-tests: no test file matches ${words.join(', ')}`);
  process.exit(2);
}

const flags = ['--import', 'tsx', '--test', '--test-concurrency=2', '--test-timeout=600000'];
const { status } = spawnSync(process.execPath, [...flags, ...files], { stdio: 'inherit' });
process.exit(status ?? 1);
