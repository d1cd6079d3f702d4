// Answers: where is a Node of another major version? Prints the path of its program, which it gets from the npm
// registry if it has not got it yet. `node scripts/other-node.mjs 24`
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './ensure.mjs';

/** @returns {string} the program's path; fails when the registry has none for this machine */
export function otherNode(major) {
  const folder = join(ROOT, 'node_modules', '.cache', 'node', String(major));
  const program = join(folder, 'package', 'bin', 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const name = `node-${process.platform}-${process.arch}@${major}`;
  execFileSync('npm', ['pack', '--silent', name], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm brought no ${name}`);
  execFileSync('tar', ['-xzf', archive], { cwd: folder, stdio: 'inherit' });
  return program;
}

if (process.argv[1] === import.meta.filename) console.log(otherNode(Number(process.argv[2] ?? 24)));
