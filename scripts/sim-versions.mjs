// Answers: is a schedule the same every time, and on another major version of Node? Runs a sample twice on this Node
// and once on another one, and compares the hashes of all traces. `npm run sim:versions [-- --other 24] [-- …]`;
// what else is given goes to `npm run sim`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './ensure.mjs';
import { otherNode } from './other-node.mjs';

const given = process.argv.slice(2);
const place = given.indexOf('--other');
const other = place < 0 ? 24 : Number(given.splice(place, 2)[1]);
const sample = given.length > 0 ? given : ['--schedules', '8', '--seed', '31000'];

const folder = mkdtempSync(join(tmpdir(), 'cocoasyncer-sim-'));
try {
  const runs = [process.execPath, process.execPath, otherNode(other)].map((program, index) => {
    const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
    const out = join(folder, `${index}.json`);
    const sim = [join(ROOT, 'scripts', 'sim.mjs'), ...sample, '--out', out];
    execFileSync(program, sim, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    const { traceHash } = JSON.parse(readFileSync(out, 'utf8'));
    console.log(`${version}  ${traceHash}`);
    return traceHash;
  });
  if (new Set(runs).size > 1) {
    console.error('The same seeds gave different runs.');
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
