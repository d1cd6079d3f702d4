import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AppError } from '../../src/model/app-error.ts';
import type { Edit } from '../../src/model/edit.ts';
import { text } from '../../src/model/text.ts';
import { FORBIDDEN, healthyView } from '../support/cluster-views.ts';
import {
  changingReport,
  DAEMON_SECRET,
  startFakeDaemon,
  type FakeDaemon,
  type Script,
} from './fake-daemon.ts';
import { scriptedAsker } from './fake-parts.ts';
import { runCommand, type Outcome, type Surroundings } from './run-command.ts';

const NEW_SECRET = 'the-new-nodes-own-5d21';
const SERVICE_ADD = ['service', 'add', '--name', '博客', '--zone', 'example.com', '--label', 'www'];

/** A daemon for one command; it is closed in any case. */
async function withDaemon(
  script: Script,
  argv: readonly string[],
  around: Surroundings = {},
): Promise<Outcome & { asked: FakeDaemon['asked'] }> {
  const daemon = await startFakeDaemon(script);
  try {
    return { ...(await runCommand(argv, { daemon, ...around })), asked: daemon.asked };
  } finally {
    await daemon.close();
  }
}

function answering(...answers: unknown[]): Surroundings {
  const { asker } = scriptedAsker(answers);
  return { isInteractive: true, parts: { openAsker: () => Promise.resolve(asker) } };
}

describe('an edit', () => {
  it('is shown and done with --yes, records included', async () => {
    const { exitCode, out, err, asked } = await withDaemon({}, [...SERVICE_ADD, '--yes']);
    assert.deepEqual([exitCode, err], [0, '']);
    assert.deepEqual(
      asked.map(({ what, touchRecords }) => [what, touchRecords]),
      [
        ['preview', undefined],
        ['edit', true],
      ],
    );
    assert.match(out, /The service 博客 is added\./);
    assert.match(out, /create +www\.example\.com +A +default +203\.0\.113\.7 +to node Guangzhou/);
    assert.match(out, /adopt +www\.example\.com +A +china-telecom \(CT\) +192\.0\.2\.1/);
    assert.match(out, /leave +www\.example\.com .*disabled at the provider/);
    assert.match(out, /! Mind the TTL\./);
    assert.match(out, /Done: configuration 1\.43\./);
  });

  it('is shown in Chinese to who reads Chinese', async () => {
    const { out } = await withDaemon({}, [...SERVICE_ADD, '--yes'], { language: 'zh' });
    assert.match(out, /添加服务 博客/);
    assert.match(out, /新建 +www\.example\.com +A +默认 +203\.0\.113\.7 +指向节点 Guangzhou/);
    assert.match(out, /保留 .*暂停/);
    assert.match(out, /完成/);
  });

  it('is shown and not done without a terminal and without --yes: exit code 2', async () => {
    const { exitCode, out, err, asked } = await withDaemon({}, SERVICE_ADD);
    assert.equal(exitCode, 2);
    assert.deepEqual(
      asked.map(({ what }) => what),
      ['preview'],
    );
    assert.match(out, /create +www/);
    assert.match(err, /Nothing was changed\. Run the same command with --yes/);
  });

  it('is done when the person at the terminal says yes', async () => {
    const { exitCode, asked } = await withDaemon({}, SERVICE_ADD, answering(true));
    assert.equal(exitCode, 0);
    assert.deepEqual(
      asked.map(({ what }) => what),
      ['preview', 'edit'],
    );
  });

  it('is not done when the person says no (2) or breaks off (1)', async () => {
    const no = await withDaemon({}, SERVICE_ADD, answering(false));
    assert.deepEqual([no.exitCode, no.asked.length], [2, 1]);
    const cancelled = await withDaemon({}, SERVICE_ADD, answering('break-off'));
    assert.deepEqual([cancelled.exitCode, cancelled.asked.length], [1, 1]);
    assert.match(cancelled.err, /nothing was changed/);
  });

  it('leaves the records alone with --no-records', async () => {
    const { exitCode, out, asked } = await withDaemon({}, [...SERVICE_ADD, '--yes', '--no-records']);
    assert.equal(exitCode, 0);
    assert.equal(asked.at(-1)?.touchRecords, false);
    assert.doesNotMatch(out, /create/);
    assert.match(out, /Records are left as they are/);
  });

  it('is not sent when nothing would change', async () => {
    const report = { ...changingReport, summary: [], records: [] };
    const { exitCode, out, asked } = await withDaemon({ report }, [...SERVICE_ADD, '--yes']);
    assert.equal(exitCode, 0);
    assert.match(out, /Nothing to change/);
    assert.deepEqual(
      asked.map(({ what }) => what),
      ['preview'],
    );
  });

  it('fails with exit code 1 when records could not be brought about, and says which', async () => {
    const failures = [
      text('www.example.com (CT): the quota is used up.', 'www.example.com (CT)：配额已用完。'),
    ];
    const { exitCode, err } = await withDaemon({ report: { ...changingReport, failures } }, [
      ...SERVICE_ADD,
      '--yes',
    ]);
    assert.equal(exitCode, 1);
    assert.match(err, /configuration is stored[^]*the quota is used up[^]*again to retry/);
  });

  it('is refused on a follower with what to do next', async () => {
    const refusal = new AppError('not-allowed', text('This node is a follower.', '本节点是从节点。'));
    const view = { ...healthyView, self: { ...healthyView.self, role: 'follower' as const } };
    const { exitCode, err } = await withDaemon({ refusal, view }, [...SERVICE_ADD, '--yes']);
    assert.equal(exitCode, 1);
    assert.match(err, /Error: This node is a follower\.\n.*leader, Guangzhou \(http:.*:44443\): run/);
    const chinese = await withDaemon({ refusal, view }, [...SERVICE_ADD, '--yes'], { language: 'zh' });
    assert.match(chinese.err, /错误：本节点是从节点。\n.*主节点 Guangzhou（http:/);
  });

  it('keeps the hint of a refusal on the leader, beginning with a capital letter', async () => {
    const hint = text('allow it first', '请先允许');
    const refusal = new AppError('not-allowed', text('It runs the Go program.', '它运行旧版程序。'), {
      hint,
    });
    const { err } = await withDaemon({ refusal }, [...SERVICE_ADD, '--yes']);
    assert.match(err, /\nAllow it first\n/);
  });

  it('under DryRun says so before it asks', async () => {
    const view = { ...healthyView, isDryRun: true };
    const { out } = await withDaemon({ view }, SERVICE_ADD);
    assert.match(out, /DryRun is on/);
    const alone = await withDaemon({ view }, [...SERVICE_ADD, '--no-records']);
    assert.doesNotMatch(alone.out, /DryRun/);
    assert.doesNotMatch((await withDaemon({}, SERVICE_ADD)).out, /DryRun/);
  });

  it('that is invalid is a wrong call: exit code 2', async () => {
    const refusal = new AppError('invalid', text('No such zone.', '没有这个域名。'), {
      hint: text('Look at the console.', '请查看控制台。'),
    });
    const { exitCode, err } = await withDaemon({ refusal }, [...SERVICE_ADD, '--yes']);
    assert.equal(exitCode, 2);
    assert.match(err, /No such zone\.\nLook at the console\./);
  });
});

describe('the commands that edit', () => {
  const rows: readonly (readonly [argv: string, edit: unknown])[] = [
    [
      'node set Guangzhou --lines CT,cu --families Both --priority 50 --no-standby --maintenance',
      {
        kind: 'node-set',
        node: 'Guangzhou',
        lines: ['china-telecom', 'china-unicom'],
        families: ['v4', 'v6'],
        priority: 50,
        standby: false,
        maintenance: true,
      },
    ],
    [
      'updateNodeInfo set 上海 --lines None --url https://sh.example.com/ --name 沪',
      { kind: 'node-set', node: '上海', lines: [], url: 'https://sh.example.com', name: '沪' },
    ],
    [
      'node set Beijing --carries www.example.com,接口 --standby --no-maintenance',
      {
        kind: 'node-set',
        node: 'Beijing',
        carries: ['example.com/www', 'example.com/api'],
        standby: true,
        maintenance: false,
      },
    ],
    ['node set Beijing --carries all', { kind: 'node-set', node: 'Beijing', carries: 'all' }],
    ['node remove 上海', { kind: 'node-remove', node: 'code-sh-9b04' }],
    ['dns remove ali', { kind: 'account-remove', provider: 'Ali' }],
    [
      'service add --zone example.com --label @',
      { kind: 'service-add', name: 'example.com', zone: 'example.com', label: '@', provider: 'Ali' },
    ],
    [
      'updateManagedServices add --zone example.com --label www --name 博客 --provider Ali --nodes a,b',
      {
        kind: 'service-add',
        name: '博客',
        zone: 'example.com',
        label: 'www',
        provider: 'Ali',
        nodes: ['a', 'b'],
      },
    ],
    [
      'service set www.example.com --nodes all --name 主页',
      { kind: 'service-set', zone: 'example.com', label: 'www', nodes: 'all', name: '主页' },
    ],
    [
      'service remove example.com/api',
      { kind: 'service-remove', zone: 'example.com', label: 'api', deleteRecords: false },
    ],
    [
      'service remove 接口 --delete-records',
      { kind: 'service-remove', zone: 'example.com', label: 'api', deleteRecords: true },
    ],
    [
      'cluster set --witness-zone example.org --timeout 5 --legacy-peers allow --backups CMCC=Guangzhou,上海',
      {
        kind: 'cluster-set',
        witnessZone: 'example.org',
        timeoutMinutes: 5,
        legacyPeers: 'allow',
        backups: { line: 'china-mobile', nodes: ['Guangzhou', '上海'] },
      },
    ],
    [
      'cluster set --witness-zone auto --backups ct=',
      { kind: 'cluster-set', witnessZone: null, backups: { line: 'china-telecom', nodes: [] } },
    ],
  ];
  for (const [argv, edit] of rows) {
    it(`"${argv}" asks for exactly that`, async () => {
      const { exitCode, err, asked } = await withDaemon({}, [...argv.split(' '), '--yes']);
      assert.deepEqual([exitCode, err], [0, '']);
      assert.deepEqual(
        asked.map((one) => one.edit),
        [edit, edit],
      );
    });
  }

  it('name what there is when the thing named does not exist', async () => {
    const { exitCode, err } = await withDaemon({}, ['service', 'remove', 'nosuch.example.com', '--yes']);
    assert.equal(exitCode, 1);
    assert.match(err, /no service "nosuch\.example\.com"\.\nThere are: www\.example\.com, api\.example\.com/);
  });
});

describe('a secret', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cocoasyncer-cli-'));
    await writeFile(join(folder, 'secret'), `${NEW_SECRET}\n`);
    await writeFile(join(folder, 'empty'), '\n');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const ADD = ['node', 'add', '--url', 'http://203.0.113.7:44443', '--yes'];

  const ways: readonly (readonly [way: string, () => readonly [string[], Surroundings]])[] = [
    ['a file', () => [['--secret-file', join(folder, 'secret')], {}]],
    ['standard input', () => [['--secret-stdin'], { stdin: `${NEW_SECRET}\r\n` }]],
    ['the environment', () => [[], { env: { COCOASYNCER_NODE_SECRET: NEW_SECRET } }]],
    [
      'a file named by the environment',
      () => [[], { env: { COCOASYNCER_NODE_SECRET_FILE: join(folder, 'secret') } }],
    ],
    ['an answer on the terminal', () => [[], answering(NEW_SECRET)]],
  ];
  for (const [way, given] of ways) {
    it(`comes from ${way} and is printed nowhere`, async () => {
      const [options, around] = given();
      const { exitCode, out, err, asked } = await withDaemon({}, [...ADD, ...options], around);
      assert.deepEqual([exitCode, err], [0, '']);
      const sent = asked.at(-1)?.edit as Extract<Edit, { kind: 'node-add' }>;
      assert.equal(sent.secret.reveal(), NEW_SECRET);
      assert.equal(sent.url, 'http://203.0.113.7:44443');
      assert.doesNotMatch(out + err, new RegExp(NEW_SECRET));
    });
  }

  it('that is missing, empty or unreadable is a wrong call that says how to give it', async () => {
    const missing = await withDaemon({}, ADD);
    assert.equal(missing.exitCode, 2);
    assert.match(
      missing.err,
      /secret is missing\.\n.*--secret-file PATH, --secret-stdin, COCOASYNCER_NODE_SECRET/,
    );
    const empty = await withDaemon({}, [...ADD, '--secret-file', join(folder, 'empty')]);
    assert.deepEqual([empty.exitCode, /one line with the secret/.test(empty.err)], [2, true]);
    const unreadable = await withDaemon({}, [...ADD, '--secret-file', join(folder, 'nosuch')]);
    assert.deepEqual([unreadable.exitCode, /cannot be read \(ENOENT\)/.test(unreadable.err)], [2, true]);
    assert.equal([...missing.asked, ...empty.asked, ...unreadable.asked].length, 0);
  });

  it('of an access key goes the same ways', async () => {
    const { asked } = await withDaemon({}, ['dns', 'add', '--key-id', 'LTAI5t', '--secret-stdin', '--yes'], {
      stdin: 'key-secret-value-77',
    });
    const added = asked.at(-1)?.edit as Extract<Edit, { kind: 'account-add' }>;
    assert.deepEqual(
      [added.provider, added.keyId, added.keySecret.reveal()],
      ['Ali', 'LTAI5t', 'key-secret-value-77'],
    );
    const env = { COCOASYNCER_KEY_SECRET: 'another-secret-88' };
    const changed = await withDaemon({}, ['dns', 'set', 'Ali', '--yes'], { env });
    const edit = changed.asked.at(-1)?.edit as Extract<Edit, { kind: 'account-set' }>;
    assert.deepEqual(
      [edit.provider, edit.keyId, edit.keySecret?.reveal()],
      ['Ali', undefined, 'another-secret-88'],
    );
  });

  it('that the cluster keeps is in no output of any command', async () => {
    const secrets = [
      ...FORBIDDEN.filter((word) => /value/.test(word) && !word.startsWith('LTAI')),
      DAEMON_SECRET,
    ];
    const commands = [
      'status',
      'status --json',
      'node list',
      'node list --json',
      'dns list',
      'dns list --json',
      'service list --json',
      'cluster list',
      'cluster list --json',
    ];
    for (const argv of commands) {
      const { exitCode, out, err } = await withDaemon({}, argv.split(' '));
      assert.equal(exitCode, 0, argv);
      for (const secret of secrets) assert.ok(!(out + err).includes(secret), `${argv} shows ${secret}`);
    }
  });
});
