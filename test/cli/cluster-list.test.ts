import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Configuration } from '../../src/model/configuration.ts';
import { healthyView } from '../support/cluster-views.ts';
import { startFakeDaemon } from './fake-daemon.ts';
import { runCommand, type Outcome } from './run-command.ts';

async function listed(
  changes: Partial<Configuration>,
  argv = 'cluster list',
  language: 'en' | 'zh' = 'en',
): Promise<Outcome> {
  const configuration = { ...healthyView.configuration, ...changes };
  const daemon = await startFakeDaemon({ view: { ...healthyView, configuration } });
  try {
    return await runCommand(argv.split(' '), { daemon, language });
  } finally {
    await daemon.close();
  }
}

const CHOSEN: Partial<Configuration> = {
  witnessZone: 'example.org',
  timeoutMinutes: 15,
  legacyPeers: 'allow',
  lineBackups: { 'china-mobile': ['code-sh-9b04', 'code-gz-71c2'] },
};

describe('cluster list', () => {
  it('shows what `cluster set` has set, backups by node name', async () => {
    const { exitCode, out, err } = await listed(CHOSEN);
    assert.deepEqual([exitCode, err], [0, '']);
    assert.match(out, /^witness zone +example\.org$/m);
    assert.match(out, /^time-out +15 min/m);
    assert.match(out, /^legacy peers +allow:/m);
    assert.match(out, /^backups of china-mobile \(CMCC\) +上海, Guangzhou$/m);
  });

  it('shows what the program chooses by itself', async () => {
    const { out } = await listed({});
    assert.match(out, /^witness zone +auto: example\.com,/m);
    assert.match(out, /^legacy peers +deny:/m);
    assert.match(out, /^backups +chosen by the program$/m);
    assert.match((await listed({ services: [] })).out, /^witness zone +auto: .* there is none yet$/m);
  });

  it('speaks Chinese', async () => {
    const { out } = await listed(CHOSEN, 'cluster ls', 'zh');
    assert.match(out, /失联时限 +15 分钟/);
    assert.match(out, /中国移动 \(CMCC\) 的备用顺序 +上海、Guangzhou/);
  });

  it('is printed as JSON', async () => {
    const { out } = await listed(CHOSEN, 'cluster list --json');
    assert.deepEqual(JSON.parse(out), {
      witnessZone: 'example.org',
      witnessZoneInUse: 'example.org',
      timeoutMinutes: 15,
      legacyPeers: 'allow',
      backups: [{ line: 'china-mobile', nodes: ['上海', 'Guangzhou'] }],
    });
  });
});

describe('cluster set --timeout', () => {
  it('takes no more than the settings file does', async () => {
    const { exitCode, err } = await runCommand(['cluster', 'set', '--timeout', '1441']);
    assert.equal(exitCode, 2);
    assert.match(err, /--timeout must be a whole number from 1 to 1440/);
  });
});
