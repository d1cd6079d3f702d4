import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Pool } from './pool.ts';
import { outcomeOf } from './samples.ts';

/** Behaves by the seed: 1 dies, 2 hangs, 3 reports a fault, others answer; each tells a line first. */
const WORKER = `
process.on('message', ({ id, seed }) => {
  process.send({ id, line: 'begun ' + seed });
  if (seed === 1) process.exit(7);
  if (seed === 2) return;
  if (seed === 3) return process.send({ id, failed: 'Error: no luck\\n    at here' });
  process.send({ id, cpuMs: 5, outcome: { ...${JSON.stringify(outcomeOf(0))}, seed } });
});
`;

const folder = mkdtempSync(join(tmpdir(), 'sim-pool-'));
const bundle = join(folder, 'worker.mjs');
writeFileSync(bundle, WORKER);
/** Long enough to start a process on a busy machine; only the one that hangs waits for it. */
const pool = new Pool({ bundle, size: 1, deadlineMs: 3_000 });
after(() => {
  pool.close();
  rmSync(folder, { recursive: true });
});

async function evidenceOf(seed: number): Promise<string> {
  const { outcome } = await pool.run({ seed, draw: {} });
  assert.equal(outcome.seed, seed);
  return outcome.breaches.map(({ promise, evidence }) => `${promise}: ${evidence.join(' | ')}`).join();
}

describe('a pool of processes', () => {
  it('gives back what came of a schedule, and passes its story on', async () => {
    const lines: string[] = [];
    const { outcome, cpuMs } = await pool.run({ seed: 9, draw: {} }, (line) => lines.push(line));
    assert.deepEqual([outcome.seed, cpuMs, lines], [9, 5, ['begun 9']]);
  });

  it('a process that dies, hangs or fails is a failure of its seed, and the next one gets another process', async () => {
    assert.match(await evidenceOf(1), /^crashed: the process ended \(exit code 7\)/);
    assert.match(await evidenceOf(2), /^crashed: no end after 3 s/);
    assert.match(await evidenceOf(3), /^crashed: Error: no luck \| {5}at here$/);
    assert.equal(await evidenceOf(4), '');
  });

  it('makes whoever finds no process free wait for one', async () => {
    const all = await Promise.all([5, 6, 7, 8].map((seed) => pool.run({ seed, draw: {} })));
    assert.deepEqual(
      all.map(({ outcome }) => outcome.seed),
      [5, 6, 7, 8],
    );
  });
});
