// Runs test files with Node's own test runner: all of test/**/*.test.ts, or those whose path contains one of the
// words given. `npm test` calls it after setting everything up.
//
// `--golden` runs the tests that compare with golden files and rewrites these files: read the difference, and
// commit what you can explain.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const words = process.argv.slice(2).filter((word) => word !== '--golden');
const isGolden = process.argv.includes('--golden');
const files = readdirSync('test', { recursive: true })
  .map((name) => join('test', name.toString()))
  .filter((name) => name.endsWith('.test.ts'))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  .filter((name) => !isGolden || /golden/i.test(readFileSync(name, 'utf8')))
  .sort();

if (files.length === 0) {
  console.error(`run-tests: no test file matches ${words.join(', ')}`);
  process.exit(2);
}

const flags = [
  '--import',
  'tsx',
  '--test',
  // The longest files wait for processes most of their time, so three side by side suit two cores.
  '--test-concurrency=3',
  '--test-timeout=600000',
  // Named, because Node's default differs between versions and between a terminal and a pipe.
  '--test-reporter=spec',
];
const env = isGolden ? { ...process.env, UPDATE_GOLDEN: '1' } : process.env;
const runner = spawn(process.execPath, [...flags, ...files], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => runner.kill(signal));
runner.on('exit', (code) => process.exit(code ?? 1));
