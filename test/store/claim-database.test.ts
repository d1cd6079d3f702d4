import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { AppError } from '../../src/model/app-error.ts';
import { Secret } from '../../src/model/secret.ts';
import { claimDatabase } from '../../src/store/claim-database.ts';
import { temporaryFolder } from './benches.ts';

function settingsIn(baseFolder: string, dsn = 'file:a.db'): Parameters<typeof claimDatabase>[0] {
  return { type: '', dsn: Secret.of(dsn), baseFolder };
}

function isConflict(error: unknown): boolean {
  return error instanceof AppError && error.code === 'conflict' && error.text.en.includes('a.db');
}

describe('the claim on an SQLite file', () => {
  it('keeps a second daemon out until it is given back', () => {
    const folder = temporaryFolder();
    const release = claimDatabase(settingsIn(folder));
    assert.throws(() => claimDatabase(settingsIn(folder)), isConflict);
    assert.equal(statSync(join(folder, 'a.db.lock')).mode & 0o777, 0o600);
    release();
    claimDatabase(settingsIn(folder))();
  });

  it('ends with the process, even by SIGKILL', async () => {
    const folder = temporaryFolder();
    const source = new URL('../../src/store/sql/sole-use.ts', import.meta.url).href;
    const script = `const { takeSoleUse } = await import(${JSON.stringify(source)});
      takeSoleUse(${JSON.stringify(join(folder, 'a.db'))}); console.log('held'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    assert.throws(() => claimDatabase(settingsIn(folder)), isConflict);
    other.kill('SIGKILL');
    await once(other, 'exit');
    claimDatabase(settingsIn(folder))();
  });

  it('is no obstacle between two files of one folder', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'b'));
    const one = claimDatabase(settingsIn(folder));
    const two = claimDatabase(settingsIn(folder, 'file:b/a.db'));
    one();
    two();
  });

  it('says that it cannot be made where no file may be written', () => {
    const nowhere = settingsIn(join(temporaryFolder(), 'missing'));
    assert.throws(
      () => claimDatabase(nowhere),
      (error) => error instanceof AppError && error.code === 'unavailable',
    );
  });
});
