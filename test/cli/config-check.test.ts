import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Config } from '../../src/config/config.ts';
import { AppError } from '../../src/model/app-error.ts';
import { Secret } from '../../src/model/secret.ts';
import { text } from '../../src/model/text.ts';
import { runCommand } from './run-command.ts';

const CONFIG = {
  path: 'config/config.yaml',
  nodeName: '广州',
  nodeCode: 'gz',
  nodeAddress: 'http://gz.example.com:44443',
  role: 'leader',
  secret: Secret.of('config-secret-9'),
  apiPort: 44443,
  listenHost: '::',
  database: { type: 'sqlite', dsn: Secret.of('file:test.db') },
  profile: 'normal',
  isDryRun: false,
} as Partial<Config> as Config;

describe('config check', () => {
  it('tells what was read when all is well, secrets masked', async () => {
    const { exitCode, out, err } = await runCommand(['config', 'check'], {
      parts: { loadSettings: async () => ({ config: CONFIG, warnings: [] }) },
    });
    assert.deepEqual([exitCode, err], [0, '']);
    assert.match(out, /config\/config\.yaml is in order\.\nNodeName +广州\n/);
    assert.match(out, /CocoaSecret +\*\*\*/);
    assert.doesNotMatch(out, /config-secret-9/);
  });

  it('names all problems and fails when it is not', async () => {
    const problems = new AppError('invalid', text('APIPort …\nProfile …', 'APIPort……'));
    const loadSettings = () => Promise.reject(problems);
    const { exitCode, out, err } = await runCommand(['config', 'check'], { parts: { loadSettings } });
    assert.deepEqual([exitCode, out, err], [1, '', 'Error: APIPort …\nProfile …\n']);
  });

  it('answers scripts in JSON', async () => {
    const good = await runCommand(['config', 'check', '--json'], {
      parts: { loadSettings: async () => ({ config: CONFIG, warnings: [] }) },
    });
    const { isValid, config } = JSON.parse(good.out) as { isValid: boolean; config: { secret: string } };
    assert.deepEqual([good.exitCode, isValid, config.secret], [0, true, '***']);
    const problems = new AppError('invalid', text('APIPort …', 'APIPort……'));
    const bad = await runCommand(['config', 'check', '--json'], {
      parts: { loadSettings: () => Promise.reject(problems) },
    });
    assert.equal(bad.exitCode, 1);
    assert.deepEqual(JSON.parse(bad.out), { isValid: false, problem: problems.text, hint: null });
  });
});
