import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Parts } from '../../src/cli/parts.ts';
import type { Config } from '../../src/config/config.ts';
import { Secret } from '../../src/model/secret.ts';
import { runCommand } from './run-command.ts';

const IDENTITY = {
  id: 'sh',
  name: 'Shanghai',
  url: 'http://sh.example.net:44443',
  role: 'follower',
  secret: Secret.of('kept-since-the-first-start'),
} as const;

/** Of the settings only the secret counts here. */
function partsWith(
  stored: Awaited<ReturnType<Parts['storedIdentity']>>,
  secret: Secret | null,
): Partial<Parts> {
  const config = { secret } as Config;
  return {
    loadSettings: () => Promise.resolve({ config, warnings: [] }),
    storedIdentity: () => Promise.resolve(stored),
  };
}

describe('secret', () => {
  it('prints what the store keeps, alone on its line, so that it can go into a file', async () => {
    const { exitCode, out, err } = await runCommand(['secret'], { parts: partsWith(IDENTITY, null) });
    assert.deepEqual([exitCode, out, err], [0, 'kept-since-the-first-start\n', '']);
  });

  it('goes by the store and not by the settings, because the store is what counts', async () => {
    const { out } = await runCommand(['secret'], { parts: partsWith(IDENTITY, Secret.of('another')) });
    assert.equal(out, 'kept-since-the-first-start\n');
  });

  it('gives the one of the settings before the first start', async () => {
    const { out } = await runCommand(['secret'], { parts: partsWith(null, Secret.of('from-the-settings')) });
    assert.equal(out, 'from-the-settings\n');
  });

  it('says how there comes to be one when there is none', async () => {
    const { exitCode, out, err } = await runCommand(['secret'], { parts: partsWith(null, null) });
    assert.deepEqual([exitCode, out], [1, '']);
    assert.match(err, /cocoasyncer run/);
  });
});
