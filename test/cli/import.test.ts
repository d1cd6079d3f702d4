import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { clusterOf, initialiseFromLegacy, readLegacy } from '../../src/cli/read-legacy.ts';
import { storedIdentity } from '../../src/cli/stored-identity.ts';
import type { Config } from '../../src/config/config.ts';
import { AppError } from '../../src/model/app-error.ts';
import { Secret } from '../../src/model/secret.ts';
import { openStore } from '../../src/store/open-store.ts';
import { documentFromLegacy, type LegacyState } from '../../src/wire/legacy.ts';
import { writeGoDatabase } from './go-database.ts';
import { runCommand, type Surroundings } from './run-command.ts';

const OWN_SECRET = 'legacy-own-secret-1';
const OTHER_SECRET = 'legacy-other-secret-2';
const KEY_SECRET = 'legacy-key-secret-3';
const DSN_PASSWORD = 'dsn-password-4';

const node = (
  nodeName: string,
  nodeCode: string,
  workMode: string,
  secret: string,
  ISPs: readonly string[],
) => ({
  nodeName,
  nodeCode,
  nodeAddress: `http://${nodeCode}.example.com:44443`,
  workMode,
  cocoaSecret: secret,
  ISPs,
  networkType: 'IPV4',
  statusCode: 200,
  watchDog: '2023-09-18T22:54:22.0765568+08:00',
  cocoaManagedService: null,
});

const ROW = {
  nodeName: '广州',
  nodeCode: 'gz',
  nodeAddress: 'http://gz.example.com:44443',
  workMode: 'leader',
  cocoaSecret: OWN_SECRET,
  timeout: 7,
  otherCocoaSyncer: JSON.stringify([
    node('广州', 'gz', 'leader', OWN_SECRET, ['default', 'CT']),
    node('上海', 'sh', 'follower', OTHER_SECRET, ['CU']),
  ]),
  cocoaManagedService: JSON.stringify([
    { serviceName: '博客', domain: 'example.com', record: 'www', platformProvider: 'Ali' },
  ]),
  cloudPlatformInfo: JSON.stringify([
    { platformProvider: 'Ali', accessKey: 'LTAI5tAbcdefgh', accessSecret: KEY_SECRET },
  ]),
};

const LEGACY: LegacyState = documentFromLegacy(ROW);

function configIn(folder: string, changes: Partial<Config> = {}): Config {
  const found = {
    path: null,
    dataFolder: folder,
    database: { type: 'sqlite', dsn: Secret.of('file:ours.db') },
    ...changes,
  };
  return found as Config;
}

describe('import', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cocoasyncer-import-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const around = (changes: Partial<Surroundings['parts']> = {}, config = configIn(folder)) => {
    const done: LegacyState[] = [];
    const parts = {
      loadSettings: async () => ({ config, warnings: [] }),
      storedIdentity: async () => null,
      readLegacy: async () => LEGACY,
      initialiseFromLegacy: async (_config: Config, legacy: LegacyState) => {
        done.push(legacy);
      },
      ...changes,
    };
    return { parts, done };
  };
  const FROM = ['import', '--from', `cocoa:${DSN_PASSWORD}@tcp(127.0.0.1:3306)/cocoa`];

  it('shows what it would do and does it only with --yes', async () => {
    const { parts, done } = around();
    const shown = await runCommand(FROM, { parts });
    assert.equal(shown.exitCode, 2);
    assert.equal(done.length, 0);
    assert.match(shown.out, /This node becomes 广州 \(gz\), leader, http:\/\/gz\.example\.com:44443/);
    assert.match(shown.out, /上海 +sh +follower +http:\/\/sh\.example\.com:44443 +CU +v4/);
    assert.match(shown.out, /博客 +www\.example\.com +Ali/);
    assert.match(shown.out, /Ali +LTAI\*\*\*fgh/);
    assert.match(shown.out, /7 minutes/);
    const imported = await runCommand([...FROM, '--yes'], { parts });
    assert.deepEqual([imported.exitCode, imported.err, done.length], [0, '', 1]);
    assert.match(imported.out, /Imported\. Stop the Go program/);
  });

  it('shows no secret and no password', async () => {
    const { parts } = around();
    for (const language of ['en', 'zh'] as const) {
      const { out, err } = await runCommand(FROM, { parts, language });
      for (const secret of [OWN_SECRET, OTHER_SECRET, KEY_SECRET, DSN_PASSWORD, 'LTAI5tAbcdefgh']) {
        assert.ok(!(out + err).includes(secret), secret);
      }
    }
  });

  it('names what does not fit together', async () => {
    const config = configIn(folder, {
      path: 'config/config.yaml',
      nodeName: '广州',
      nodeCode: 'other',
      nodeAddress: 'http://gz.example.com:44443',
      role: 'leader',
      secret: Secret.of('another'),
    });
    const broken = documentFromLegacy({
      ...ROW,
      otherCocoaSyncer: JSON.stringify([
        node('广州', 'gz', 'leader', OWN_SECRET, ['CT']),
        node('广州', 'sh', 'leader', OTHER_SECRET, ['CU']),
      ]),
      cloudPlatformInfo: null,
    });
    const { parts } = around({ readLegacy: async () => broken }, config);
    const { out } = await runCommand(FROM, { parts });
    assert.match(out, /! NodeCode in config\/config\.yaml is "other", in the database "gz"/);
    assert.match(out, /! CocoaSecret in the settings file differs/);
    assert.match(out, /! www\.example\.com uses Ali, for which there is no account/);
    assert.match(out, /! No node has the line default/);
    assert.match(out, /! Two nodes are called 广州/);
    assert.match(out, /! There are 2 leaders/);
    assert.doesNotMatch(out, /! NodeName|! WorkMode|! NodeAddress/);
  });

  it('refuses a store that belongs to somebody already, and says what to do', async () => {
    const { parts, done } = around({ storedIdentity: async () => LEGACY.identity });
    const { exitCode, err } = await runCommand([...FROM, '--yes'], { parts });
    assert.deepEqual([exitCode, done.length], [1, 0]);
    assert.match(err, /Nothing was imported[^]*stop the daemon and set DSN/);
  });

  it('takes the DSN from a file or the environment too', async () => {
    const path = join(folder, 'dsn');
    await writeFile(path, 'file:theirs.db\n');
    const read: string[] = [];
    const readFrom = async (type: string | null, dsn: Secret): Promise<LegacyState> => {
      read.push(`${type ?? 'by its form'} ${dsn.reveal()}`);
      return LEGACY;
    };
    const { parts } = around({ readLegacy: readFrom });
    await runCommand(['import', '--from-file', path], { parts });
    await runCommand(['import', '--type', 'sqlite3'], { parts, env: { COCOASYNCER_IMPORT_DSN: 'old.db' } });
    assert.deepEqual(read, ['by its form file:theirs.db', 'sqlite3 old.db']);
  });

  it('carries a real database of the Go program over into an empty store, Chinese names intact', async () => {
    await writeGoDatabase(join(folder, 'theirs.db'), ROW);
    const legacy = await readLegacy(null, Secret.of('file:theirs.db'), folder);
    const config = configIn(folder);
    assert.equal(await storedIdentity(config), null);
    await initialiseFromLegacy(config, legacy);
    const stored = await storedIdentity(config);
    assert.deepEqual([stored?.name, stored?.secret.reveal()], ['广州', OWN_SECRET]);
    const store = openStore({ ...config.database, baseFolder: folder });
    try {
      const { configuration, boundLeaderId } = await store.loadCluster();
      assert.deepEqual([configuration.stamp.epoch, configuration.stamp.version, boundLeaderId], [1, 1, 'gz']);
      assert.deepEqual(
        configuration.members.map((member) => member.name),
        ['广州', '上海'],
      );
      assert.equal(configuration.services[0]?.name, '博客');
      assert.equal(configuration.accounts[0]?.keySecret.reveal(), KEY_SECRET);
      assert.equal(configuration.clusterKey?.isEmpty, false);
    } finally {
      await store.close();
    }
    await assert.rejects(initialiseFromLegacy(config, legacy), (error: unknown) => {
      assert.ok(error instanceof AppError);
      return error.code === 'conflict';
    });
  });

  it('leaves a follower unversioned, bound to its leader', () => {
    const follower = documentFromLegacy({ ...ROW, nodeName: '上海', nodeCode: 'sh', workMode: 'follower' });
    const { configuration, boundLeaderId } = clusterOf(follower);
    assert.deepEqual([configuration.stamp.epoch, configuration.stamp.version, boundLeaderId], [0, 0, 'gz']);
  });
});
