import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { parseGoTime } from '../support/go-json.ts';
import { startGoServer, type GoServer } from '../support/go-server.ts';
import { OurDaemon } from './our-daemon.ts';

const OUR_SECRET = 'secret of our leader';
const GO_SECRET = '广州 "go" \\ secret';
const WAIT_MS = 15_000;

describe('a Go follower joins our leader', () => {
  let folder = '';
  let leader: OurDaemon;
  let go: GoServer;
  const add = (): ReturnType<OurDaemon['cli']> =>
    leader.cli(['node', 'add', '--url', go.url, '--lines', 'CU', '--families', 'v4', '--yes'], {
      COCOASYNCER_NODE_SECRET: GO_SECRET,
    });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cocoa-legacy-'));
    leader = await OurDaemon.create(folder, {
      ...{ NodeName: '上海', NodeCode: 'sh', WorkMode: 'leader', CocoaSecret: OUR_SECRET, Timeout: 7 },
    });
    await leader.start();
    go = await startGoServer({
      ...{ nodeName: '广州', nodeCode: 'gz', workMode: 'follower', cocoaSecret: GO_SECRET },
    });
  });
  after(async () => {
    await leader.stop();
    await go.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  it('only when clear secrets may go to it; the refusal says how to allow that', async () => {
    const refused = await add();
    assert.equal(refused.exitCode, 1);
    assert.match(refused.err, /runs the Go program[^]*cluster set --legacy-peers allow/);
    assert.ok(!(refused.out + refused.err).includes(GO_SECRET));
    assert.deepEqual(go.node.pushesReceived, []);
    assert.equal((await leader.view()).members.length, 1);
  });

  it('with a wrong secret not at all', async () => {
    const argv = ['node', 'add', '--url', go.url, '--yes'];
    const refused = await leader.cli(argv, { COCOASYNCER_NODE_SECRET: 'wrong' });
    assert.equal(refused.exitCode, 1);
    assert.match(refused.err, /refuses this secret/);
  });

  it('and has the whole configuration a moment later', async () => {
    const allowed = await leader.cli(['cluster', 'set', '--legacy-peers', 'allow', '--yes']);
    assert.equal(allowed.exitCode, 0, allowed.err);
    const added = await add();
    assert.equal(added.exitCode, 0, added.err);
    await eventually(() => go.node.pushesReceived.length > 0, WAIT_MS, 'the first push');
    assert.deepEqual(
      go.node.nodes.map((node) => [
        node.nodeName,
        node.nodeCode,
        node.nodeAddress,
        node.workMode,
        node.cocoaSecret,
      ]),
      [
        ['上海', 'sh', leader.url, 'leader', OUR_SECRET],
        ['广州', 'gz', go.url, 'follower', GO_SECRET],
      ],
    );
    assert.deepEqual([go.node.own.ISPs, go.node.own.networkType], [['CU'], 'IPV4']);
    await eventually(
      async () => (await leader.view()).members.some(({ isLegacy, state }) => isLegacy && state === 'well'),
      WAIT_MS,
      'the leader taking it for a Go node that is well',
    );
  });

  it('reads from our answers that we live, by its own calendar', async () => {
    const before = Date.now();
    await go.node.watch();
    const seen = parseGoTime(go.node.node('sh').watchDog);
    assert.ok(Math.abs(seen - before) < 1_000, go.node.node('sh').watchDog);
    await go.node.judge();
    assert.deepEqual(
      go.node.nodes.map(({ statusCode }) => statusCode),
      [200, 200],
    );
  });

  it('is refused when it is in a cluster already', async () => {
    const again = await add();
    assert.equal(again.exitCode, 1);
    assert.match(again.err, /already/);
  });

  it('is told of every change within two seconds', async () => {
    const before = go.node.pushesReceived.length;
    const changed = await leader.cli(['node', 'set', '广州', '--lines', 'CU,CMCC', '--yes']);
    assert.equal(changed.exitCode, 0, changed.err);
    await eventually(() => go.node.own.ISPs?.join() === 'CU,CMCC', 2_000, 'the change at the Go node');
    assert.ok(go.node.pushesReceived.length > before);
  });

  it('had no trouble with anything it was sent', () => {
    assert.deepEqual(go.node.decodingFaults, []);
  });

  it('is removed with a word on what it cannot be told', async () => {
    const removed = await leader.cli(['node', 'remove', '广州', '--yes']);
    assert.equal(removed.exitCode, 0, removed.err);
    assert.match(removed.out + removed.err, /could not be told to leave/);
    const before = go.node.pushesReceived.length;
    assert.equal((await leader.view()).members.length, 1);
    assert.equal(go.node.pushesReceived.length, before);
  });
});
