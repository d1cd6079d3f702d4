import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Secret } from '../../src/model/secret.ts';
import { openStore } from '../../src/store/open-store.ts';
import { writeGoDatabase } from '../cli/go-database.ts';
import { startMariadb, type Mariadb } from '../support/mariadb.ts';
import { OurDaemon } from './our-daemon.ts';

type Row = Readonly<Record<string, string | number | null>>;

const LEADER_SECRET = '领导\'s "密钥" \\ 1';
const FOLLOWER_SECRET = 'follower secret 2';
const KEY_SECRET = 'access key secret 3';

const service = (serviceName: string, domain: string, record: string): object => ({
  ...{ serviceName, domain, record, platformProvider: 'Ali' },
});
const BLOG = service('博客 📝', 'example.test', 'www');
const APEX = service('首页', 'Example.Test', '@');

const node = (nodeCode: string, nodeName: string, differing: object): object => ({
  ...{ nodeName, nodeCode, nodeAddress: `http://${nodeCode}.example.test:44443`, workMode: 'follower' },
  ...{ cocoaSecret: FOLLOWER_SECRET, ISPs: null, networkType: '', statusCode: 200 },
  ...{ watchDog: '2023-09-18T22:54:22.0765568+08:00', cocoaManagedService: null },
  ...differing,
});

/** As the Go program leaves it: every shape that its three JSON columns are known to have. */
const LEADER_ROW: Row = {
  ...{
    nodeName: '广州·一号',
    nodeCode: 'gz',
    nodeAddress: 'http://gz.example.test:44443/',
    workMode: 'leader',
  },
  ...{ cocoaSecret: LEADER_SECRET, timeout: 7, createdAt: '2023-09-07T15:52:46+08:00', updatedAt: null },
  otherCocoaSyncer: JSON.stringify([
    node('gz', '广州·一号', {
      ...{ workMode: 'leader', cocoaSecret: LEADER_SECRET, ISPs: ['default', 'CT', 'OverSea'] },
      ...{ networkType: 'Both', cocoaManagedService: [BLOG, APEX] },
    }),
    node('sh', '上海', { ISPs: ['CU', 'CMCC', 'CNEdu'], networkType: 'IPV4', cocoaManagedService: [BLOG] }),
    node('bj', '北京', { ISPs: ['None'], networkType: 'IPV6', watchDog: '0001-01-01T00:00:00Z' }),
    node('cd', '成都', { ISPs: ['CU'], networkType: 'IPV4', statusCode: 504 }),
    node('hk', '香港', { ISPs: [] }),
    node('xa', '西安', {}),
  ]),
  cocoaManagedService: JSON.stringify([BLOG, APEX]),
  cloudPlatformInfo: JSON.stringify([
    { platformProvider: 'Ali', accessKey: 'LTAI5t0123456789', accessSecret: KEY_SECRET },
  ]),
};

/** A follower that has only just been installed. */
const FOLLOWER_ROW: Row = {
  ...LEADER_ROW,
  ...{ nodeName: '上海', nodeCode: 'sh', nodeAddress: 'http://sh.example.test:44443', workMode: 'follower' },
  ...{ cocoaSecret: FOLLOWER_SECRET, timeout: 10, cocoaManagedService: 'null', cloudPlatformInfo: '' },
  otherCocoaSyncer: JSON.stringify([node('sh', '上海', {})]),
};

/** What the person has put into the new settings file: as in the Go program's. */
const LEADER_FILE = { NodeName: '广州·一号', NodeCode: 'gz', WorkMode: 'leader' };

const ALL = 'all';
/** What every node has to be afterwards: name, role, lines, families, services. */
const MEMBERS = [
  ['gz', '广州·一号', 'leader', ['default', 'china-telecom', 'overseas'], ['v4', 'v6'], ALL],
  ['sh', '上海', 'follower', ['china-unicom', 'china-mobile', 'cernet'], ['v4'], ['example.test/www']],
  ['bj', '北京', 'follower', [], ['v6'], []],
  ['cd', '成都', 'follower', ['china-unicom'], ['v4'], []],
  ['hk', '香港', 'follower', [], [], []],
  ['xa', '西安', 'follower', [], [], []],
];

interface Engine {
  /** Writes the Go program's database and answers its DSN. */
  readonly theirs: (name: string, row: Row) => Promise<string>;
  /** Settings of an empty database for ours. */
  readonly ours: (name: string) => Promise<Readonly<Record<string, unknown>>>;
}

describe('a database of the Go program in SQLite', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cocoa-import-'));
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  checkImport(() => folder, {
    theirs: async (name, row) => {
      const path = join(folder, `${name}.db`);
      await writeGoDatabase(path, row);
      return `file:${path}?cache=shared`;
    },
    ours: async () => ({}),
  });
});

const server = await startMariadb();

if ('skip' in server) {
  it('a database of the Go program in MariaDB', { skip: server.skip });
} else {
  describe('a database of the Go program in MariaDB', () => {
    let folder = '';
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'cocoa-import-'));
    });
    after(async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    });
    checkImport(() => folder, onMariadb(server));
  });
}

function onMariadb(mariadb: Mariadb): Engine {
  return {
    theirs: async (name, row) => {
      const database = `theirs_${name}`;
      const dsn = await mariadb.createDatabase(database);
      const whole: Row = {
        ...{ apiPort: 44443, reverseProxy: 0, dataBaseType: 'mysql', dsn: 'x' },
        ...row,
        configImported: 1,
      };
      const columns = Object.entries(whole).map(
        ([column, value]) => `\`${column}\` ${typeof value === 'number' ? 'int' : 'text'}`,
      );
      const values = Object.values(whole).map((value) =>
        typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value),
      );
      await mariadb.query(
        `use ${database}`,
        "set sql_mode = 'NO_BACKSLASH_ESCAPES'",
        `create table cocoa_basic (${columns.join(', ')}) default charset utf8mb4`,
        `insert into cocoa_basic values (${values.join(', ')})`,
      );
      return dsn;
    },
    ours: async (name) => ({ DataBaseType: 'mysql', DSN: await mariadb.createDatabase(`ours_${name}`) }),
  };
}

function checkImport(folder: () => string, engine: Engine): void {
  it('of a leader is shown, then taken over whole; a daemon starts on it and keeps what there was', async () => {
    const from = ['import', '--from', await engine.theirs('leader', LEADER_ROW)];
    const ours = await OurDaemon.create(join(folder(), 'leader'), {
      ...(await engine.ours('leader')),
      ...LEADER_FILE,
    });

    const shown = await ours.cli(from);
    assert.equal(shown.exitCode, 2, shown.err);
    for (const name of ['广州·一号', '上海', '北京', '成都', '香港', '博客 📝', '首页', 'CU,CMCC,CNEdu']) {
      assert.ok(shown.out.includes(name), name);
    }
    assert.match(shown.out, /! 成都 has lines but carries no service/);
    const done = await ours.cli([...from, '--yes']);
    assert.equal(done.exitCode, 0, done.err);
    for (const { out, err } of [shown, done]) {
      for (const secret of [LEADER_SECRET, FOLLOWER_SECRET, KEY_SECRET, 'LTAI5t0123456789']) {
        assert.ok(!(out + err).includes(secret), secret);
      }
    }

    await ours.start();
    try {
      const { self, configuration } = await ours.view();
      assert.deepEqual(
        [self.id, self.name, self.role, self.url],
        ['gz', '广州·一号', 'leader', 'http://gz.example.test:44443'],
      );
      assert.deepEqual(
        configuration.members.map(({ id, name, role, lines, families, carries }) => {
          return [id, name, role, lines, families, carries];
        }),
        MEMBERS,
      );
      assert.deepEqual(
        configuration.services.map(({ name, zone, label, provider }) => [name, zone, label, provider]),
        [
          ['博客 📝', 'example.test', 'www', 'Ali'],
          ['首页', 'example.test', '@', 'Ali'],
        ],
      );
      assert.deepEqual(
        configuration.accounts.map(({ provider }) => provider),
        ['Ali'],
      );
      assert.deepEqual([configuration.timeoutMinutes, configuration.legacyPeers], [7, 'allow']);
      assert.deepEqual([configuration.stamp.epoch, configuration.stamp.version], [1, 1]);
    } finally {
      await ours.stop();
    }
    await checkSecrets(join(folder(), 'leader', 'data'), await storeSettings(ours));

    const again = await ours.cli([...from, '--yes']);
    assert.equal(again.exitCode, 1);
    assert.match(again.err, /already belongs to 广州·一号/);
  });

  it('without --yes leaves this node as it was', async () => {
    const from = ['import', '--from', await engine.theirs('untouched', LEADER_ROW)];
    const settings = { ...(await engine.ours('untouched')), NodeName: 'fresh', NodeCode: 'fresh' };
    const ours = await OurDaemon.create(join(folder(), 'untouched'), { ...settings, WorkMode: 'follower' });
    assert.equal((await ours.cli(from)).exitCode, 2);
    await ours.start();
    try {
      const { self, configuration } = await ours.view();
      assert.deepEqual([self.name, configuration.members.length], ['fresh', 1]);
    } finally {
      await ours.stop();
    }
    const tooLate = await ours.cli([...from, '--yes']);
    assert.deepEqual([tooLate.exitCode, /already belongs to fresh/.test(tooLate.err)], [1, true]);
  });

  it('of a follower in no cluster becomes one of ours that waits to be added', async () => {
    const from = ['import', '--from', await engine.theirs('follower', FOLLOWER_ROW), '--yes'];
    const ours = await OurDaemon.create(join(folder(), 'follower'), {
      ...(await engine.ours('follower')),
      ...{ NodeName: '上海', NodeCode: 'sh', WorkMode: 'follower' },
    });
    const done = await ours.cli(from);
    assert.equal(done.exitCode, 0, done.err);
    await ours.start();
    try {
      const { self, isJoined, configuration } = await ours.view();
      assert.deepEqual([self.name, self.role, isJoined], ['上海', 'follower', false]);
      assert.deepEqual([configuration.services, configuration.accounts], [[], []]);
      const asked = await ours.ask(FOLLOWER_SECRET);
      assert.deepEqual(
        [asked.statusCode, asked.cocoaBasic?.otherCocoaSyncer?.at(-1)?.nodeName],
        [201, '上海'],
      );
    } finally {
      await ours.stop();
    }
  });

  it('with a column that is no JSON is refused by its name, and nothing is imported', async () => {
    const row = { ...LEADER_ROW, cocoaManagedService: '[{"serviceName": ' };
    const from = ['import', '--from', await engine.theirs('broken', row), '--yes'];
    const ours = await OurDaemon.create(join(folder(), 'broken'), {
      ...(await engine.ours('broken')),
      ...LEADER_FILE,
    });
    const refused = await ours.cli(from);
    assert.notEqual(refused.exitCode, 0);
    assert.match(refused.err, /cocoaManagedService/);
    assert.equal(await ours.storedName(), null);
  });
}

async function storeSettings(ours: OurDaemon): Promise<{ readonly type: string; readonly dsn: Secret }> {
  return (await ours.config()).database;
}

/** What no view shows: every secret, as it was typed. */
async function checkSecrets(
  baseFolder: string,
  { type, dsn }: { readonly type: string; readonly dsn: Secret },
): Promise<void> {
  const store = openStore({ type, dsn, baseFolder });
  try {
    const { configuration, boundLeaderId } = await store.loadCluster();
    assert.equal(boundLeaderId, 'gz');
    assert.equal((await store.loadIdentity())?.secret.reveal(), LEADER_SECRET);
    assert.deepEqual(
      configuration.members.map(({ secret }) => secret.reveal()),
      [LEADER_SECRET, ...Array<string>(5).fill(FOLLOWER_SECRET)],
    );
    assert.deepEqual(
      configuration.accounts.map(({ keyId, keySecret }) => [keyId, keySecret.reveal()]),
      [['LTAI5t0123456789', KEY_SECRET]],
    );
  } finally {
    await store.close();
  }
}
