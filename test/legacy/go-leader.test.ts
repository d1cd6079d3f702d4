import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reviseConfiguration, unversioned } from '../../src/cluster/stamp.ts';
import { encodePush, parsePush } from '../../src/wire/push.ts';
import { DocumentClient, SENTENCES } from '../support/document-client.ts';
import { eventually } from '../support/eventually.ts';
import { parseGoTime } from '../support/go-json.ts';
import { startGoServer, type GoServer } from '../support/go-server.ts';
import { OurDaemon } from './our-daemon.ts';

const OUR_SECRET = 'our followers’ secret 密';
const GO_SECRET = 'go leader secret';
const WAIT_MS = 15_000;
const SERVICE = { serviceName: '博客', domain: 'example.test', record: 'www', platformProvider: 'Ali' };

async function follower(folder: string, settings: object = {}): Promise<OurDaemon> {
  const ours = await OurDaemon.create(folder, {
    ...{ NodeName: '上海', NodeCode: 'sh', WorkMode: 'follower', CocoaSecret: OUR_SECRET },
    ...settings,
  });
  await ours.start();
  return ours;
}

describe('our follower under a Go leader', () => {
  let folder = '';
  let ours: OurDaemon;
  let go: GoServer;
  let client: DocumentClient;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cocoa-legacy-'));
    ours = await follower(join(folder, 'ours'));
    client = new DocumentClient(ours.url);
    go = await startGoServer({
      ...{ nodeName: '广州', nodeCode: 'gz', workMode: 'leader', cocoaSecret: GO_SECRET },
    });
  });
  after(async () => {
    await ours.stop();
    await go.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  it('is added by its `node` command, secret and all', async () => {
    assert.equal(await go.node.addNode(ours.url, 'wrong'), 401);
    assert.equal(go.node.nodes.length, 1);
    assert.equal(await go.node.addNode(ours.url, OUR_SECRET), 201);
    const { watchDog, ...entry } = go.node.node('sh');
    assert.deepEqual(entry, {
      ...{ nodeName: '上海', nodeCode: 'sh', nodeAddress: ours.url, workMode: 'follower' },
      ...{ cocoaSecret: OUR_SECRET, ISPs: entry.ISPs, networkType: entry.networkType, statusCode: 200 },
      cocoaManagedService: null,
    });
    assert.ok(entry.ISPs === null || entry.ISPs.join() === 'None', 'no line yet');
    assert.ok(Math.abs(parseGoTime(watchDog) - Date.now()) < 1_000);
  });

  it('stores what it is pushed, unversioned, and is bound to that leader', async () => {
    go.node.setNode('sh', ['CU', 'CMCC'], 'Both');
    go.node.setNode('gz', ['default'], 'IPV4');
    go.node.setAccounts([{ platformProvider: 'Ali', accessKey: 'LTAI', accessSecret: 'key secret' }]);
    go.node.addService(SERVICE);
    await go.node.push();
    assert.deepEqual(go.node.pushAnswers, [200]);
    const view = await ours.view();
    assert.deepEqual(
      view.configuration.members.map(({ name, role, lines, families }) => [name, role, lines, families]),
      [
        ['广州', 'leader', ['default'], ['v4']],
        ['上海', 'follower', ['china-unicom', 'china-mobile'], ['v4', 'v6']],
      ],
    );
    assert.deepEqual([view.configuration.stamp.epoch, view.configuration.stamp.version], [0, 0]);
    assert.equal(view.boundLeaderId, 'gz');
    assert.equal(view.configuration.services[0]?.name, '博客');
    assert.deepEqual(
      view.members.map(({ id, isLegacy }) => [id, isLegacy]),
      [
        ['sh', false],
        ['gz', true],
      ],
      'its push alone says that it lives and what it runs',
    );
  });

  it('is content when the same comes again, and stores what has changed', async () => {
    await go.node.watch();
    await go.node.push();
    go.node.setNode('sh', ['CU'], 'IPV4');
    await go.node.push();
    assert.deepEqual(go.node.pushAnswers, [200, 200, 200]);
    assert.deepEqual(await ownLines(ours), ['china-unicom']);
  });

  it('asks it, and takes its full answer for a sign of life', async () => {
    await eventually(() => go.node.questionsReceived.length > 0, WAIT_MS, 'a question');
    assert.match(go.node.questionsReceived[0] ?? '', /"hb":/);
    await eventually(
      async () => (await ours.view()).members.some(({ id, state }) => id === 'gz' && state === 'well'),
      WAIT_MS,
      'the leader being well',
    );
  });

  it('tells it the time of its own entry at every question', async () => {
    const { statusCode, cocoaBasic } = await client.getClusterInfo(OUR_SECRET);
    assert.equal(statusCode, 200);
    const entry = cocoaBasic?.otherCocoaSyncer?.find(({ nodeCode }) => nodeCode === 'sh');
    assert.ok(Math.abs(parseGoTime(entry?.watchDog ?? '') - Date.now()) < 1_000);
    await go.node.watch();
    await go.node.judge();
    assert.equal(go.node.node('sh').statusCode, 200);
    assert.ok(Math.abs(parseGoTime(go.node.node('sh').watchDog) - Date.now()) < 1_000);
  });

  it('is in a cluster now, so nobody else can add it, and it tells no secret any more', async () => {
    assert.equal(await client.askNewNode(ours.url, OUR_SECRET), 200);
    const { text } = await client.getClusterInfo(OUR_SECRET);
    for (const secret of [OUR_SECRET, GO_SECRET, 'key secret', 'LTAI'])
      assert.ok(!text.includes(secret), secret);
  });

  it('takes a push of the three lists alone as well, nulls and all', async () => {
    const { otherCocoaSyncer } = go.node.basic;
    const lists = { otherCocoaSyncer, cocoaManagedService: null, cloudPlatformInfo: null };
    const answer = await client.updateClusterInfo(OUR_SECRET, lists);
    assert.deepEqual([answer.statusCode, answer.statusString], [200, SENTENCES.done]);
    assert.deepEqual((await ours.view()).configuration.services, []);
  });

  it('refuses a wrong secret, and changes nothing', async () => {
    const answer = await client.updateClusterInfo('wrong', { otherCocoaSyncer: null });
    assert.deepEqual([answer.statusCode, answer.statusString], [401, SENTENCES.unauthorized]);
    assert.equal((await ours.view()).members.length, 2);
  });

  it('keeps all that over a restart', async () => {
    await go.node.push();
    await ours.stop();
    await ours.start();
    const view = await ours.view();
    assert.deepEqual(
      [view.members.length, view.configuration.services.length, view.configuration.stamp.epoch],
      [2, 1, 0],
    );
  });

  it('had nothing to say that Go could not read', () => {
    assert.deepEqual(go.node.decodingFaults, []);
  });

  it('follows a leader of ours as soon as there is one, and no Go leader after that', async () => {
    await sendVersioned(client, go);
    assert.ok((await ours.view()).configuration.stamp.epoch > 0);
    const answers = go.node.pushAnswers.length;
    go.node.setNode('sh', ['CNEdu'], 'IPV4');
    await go.node.push();
    assert.deepEqual(go.node.pushAnswers.slice(answers), [405]);
    assert.deepEqual(await ownLines(ours), ['china-unicom']);
  });
});

describe('our follower that allows a Go leader after one of ours', () => {
  it('stores its push all the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cocoa-legacy-'));
    const ours = await follower(join(folder, 'ours'), { AllowLegacyLeader: true });
    const go = await startGoServer({
      ...{ nodeName: '广州', nodeCode: 'gz', workMode: 'leader', cocoaSecret: GO_SECRET },
    });
    try {
      await go.node.addNode(ours.url, OUR_SECRET);
      go.node.setNode('sh', ['CU'], 'IPV4');
      await sendVersioned(new DocumentClient(ours.url), go);
      go.node.setNode('sh', ['CNEdu'], 'IPV4');
      await go.node.push();
      assert.deepEqual(go.node.pushAnswers, [200]);
      assert.deepEqual(await ownLines(ours), ['cernet']);
    } finally {
      await ours.stop();
      await go.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  });
});

async function ownLines(ours: OurDaemon): Promise<readonly string[] | undefined> {
  const { configuration } = await ours.view();
  return configuration.members.find(({ id }) => id === 'sh')?.lines;
}

/** What the Go leader would push if it were replaced by a leader of ours under the same code. */
async function sendVersioned(client: DocumentClient, go: GoServer): Promise<void> {
  const { configuration } = parsePush(go.node.basic);
  const next = reviseConfiguration(unversioned(configuration), configuration);
  const body = encodePush(OUR_SECRET, next, { liveness: {}, isCompact: false, isLegacy: false });
  const answer = await client.post('/v1/updateClusterInfo', JSON.parse(body));
  assert.equal(answer.statusCode, 200);
}
