import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { text } from '../../../src/model/text.ts';
import { MINUTE, SECOND, twoNodes } from '../clusters.ts';
import { ZONE } from '../world.ts';
import { calmWorld, everySecond, forgeRequest, forgeWrite, processOf, untilRead, verdict } from './bench.ts';

describe('S6, conservation', () => {
  it('finds every change by a node that is not one of a value', async () => {
    const deeds: readonly (readonly [RegExp, (world: Awaited<ReturnType<typeof calmWorld>>) => void])[] = [
      [
        /more than the value was changed/,
        (world) => {
          world.dns.update('a', ZONE, { ...world.record('www', 'default'), ttl: 1200 }, '47.92.9.1');
        },
      ],
      [
        /deleted/,
        (world) => {
          world.dns.remove('a', ZONE, world.record('www', 'default').id);
        },
      ],
      [
        /added/,
        (world) => {
          const { rr, type, line } = world.record('www', 'default');
          world.dns.add('a', ZONE, {
            rr,
            type,
            line: line ?? 'default',
            value: '47.92.9.1',
            ttl: 600,
            remark: null,
          });
        },
      ],
      [
        /none of ours/,
        (world) => {
          const foreign = world.dns.list(ZONE).find(({ rr }) => rr === 'mail');
          if (foreign !== undefined) world.dns.update('a', ZONE, foreign, 'mx2.test');
        },
      ],
      [
        /3 witness records of 2 nodes/,
        (world) => {
          const witness = { rr: '_cocoa-0000000000', type: 'TXT', line: 'default', value: 'x' } as const;
          world.dns.add('a', ZONE, { ...witness, ttl: 600, remark: null });
        },
      ],
    ];
    for (const [expected, act] of deeds) {
      const world = await calmWorld();
      act(world);
      assert.match(verdict(world, 'S6'), expected);
    }
  });

  it('leaves hands and mere values alone', async () => {
    const world = await calmWorld();
    forgeWrite(world, 'a', { value: '47.92.9.1' });
    world.dns.editByHand(ZONE, world.record('www', 'default').id, { ttl: 1200, remark: 'mine' });
    world.dns.removeByHand(ZONE, world.record('www', 'overseas').id);
    forgeWrite(world, 'a', { value: '47.92.9.2' });
    assert.equal(verdict(world, 'S6'), '');
  });
});

describe('S9, configuration', () => {
  it('finds an edition that falls, another document of the same one, and a change of leader within an epoch', async () => {
    const world = await calmWorld();
    const { state } = processOf(world, 'b');
    const { configuration } = state.cluster;
    const { stamp } = configuration;
    const cases = [
      [/its edition fell/, { ...stamp, version: stamp.version - 1 }, state.cluster.boundLeaderId],
      [/another document, same edition/, { ...stamp, hash: 'another' }, state.cluster.boundLeaderId],
      [/follows c instead of a/, stamp, 'c'],
    ] as const;
    for (const [expected, changed, boundLeaderId] of cases) {
      const judged = await calmWorld();
      processOf(judged, 'b').state.cluster = {
        configuration: { ...configuration, stamp: changed },
        boundLeaderId,
      };
      await judged.run(2 * SECOND);
      assert.match(verdict(judged, 'S9'), expected);
    }
  });

  it('finds a fork without an alarm, and is content with one', async () => {
    for (const isTold of [false, true]) {
      const world = await calmWorld();
      const { cluster } = processOf(world, 'a').state;
      const stamp = { ...cluster.configuration.stamp, version: 77 };
      const edition = { ...cluster.configuration, stamp };
      everySecond(world, () => {
        processOf(world, 'a').state.cluster = { ...cluster, configuration: edition };
        processOf(world, 'b').state.cluster = {
          ...cluster,
          configuration: { ...edition, stamp: { ...stamp, hash: 'another' } },
        };
      });
      for (const id of isTold ? [] : ['a', 'b']) {
        const { alarms } = processOf(world, id).state;
        alarms.set = () => alarms;
      }
      if (isTold) {
        const alarm = { code: 'config-fork', text: text('x', 'x'), since: 0 };
        processOf(world, 'b').state.alarms.set('config-fork', alarm);
      }
      await world.run(3 * MINUTE);
      assert.equal(/a and b differ in 1\.77/.test(verdict(world, 'S9')), !isTold, verdict(world, 'S9'));
    }
  });
});

describe('S10, fail static', () => {
  it('finds a write by a node that has read nothing yet', async () => {
    const world = await calmWorld();
    world.machine('a').crash();
    await world.start('a');
    forgeRequest(world, 'a', { value: '47.92.9.1' });
    assert.match(verdict(world, 'S10'), /without having read example\.test in this life/);
  });

  it('finds a write on a listing that cannot be true, not on one that can', async () => {
    const world = await calmWorld();
    forgeRequest(world, 'a', { value: '47.92.9.1' });
    assert.equal(verdict(world, 'S10'), '');
    world.machine('a').tamper = ({ records, providerNow }) => ({ records: records.slice(0, 3), providerNow });
    await untilRead(world, 'a');
    forgeRequest(world, 'a', { value: '47.92.9.1' });
    assert.match(verdict(world, 'S10'), /on a listing that cannot be true/);
  });

  it('finds a part of a listing taken for the whole, not a whole one beside it', async () => {
    const world = await calmWorld();
    const call = { action: 'readZone', rpc: 'DescribeDomainRecords', zone: ZONE, page: 1 } as const;
    const records = world.dns.list(ZONE);
    for (const watcher of world.watchers) {
      watcher.onCall('a', { ...call, recordId: null, value: null }, { missing: 1 });
      watcher.onReading('a', ZONE, { records, providerNow: null });
    }
    assert.equal(verdict(world, 'S10'), '');
    for (const watcher of world.watchers)
      watcher.onReading('a', ZONE, { records: records.slice(1), providerNow: null });
    assert.match(verdict(world, 'S10'), /a takes a part of example\.test for the whole/);
  });

  it('finds a write by a node that is no candidate', async () => {
    const world = await twoNodes({ labels: ['www'] });
    await world.startCalm();
    const { state } = processOf(world, 'b');
    const { configuration } = state.cluster;
    const members = configuration.members.map((member) => ({ ...member, maintenance: member.id === 'b' }));
    state.cluster = { ...state.cluster, configuration: { ...configuration, members } };
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    assert.match(verdict(world, 'S10'), /b is no candidate/);
  });
});

describe('S11, secrets', () => {
  const sent = { at: 0, from: 'a', to: 'b', path: 'state', kind: 'request' } as const;

  it('finds a secret in a message to somebody who has no use for it', async () => {
    for (const [secret, expected] of [
      ['secret of a', /a tells b the secret of a/],
      ['key secret', /the provider key’s secret/],
      ['cluster key of the test', /the cluster key/],
    ] as const) {
      const world = await calmWorld();
      for (const watcher of world.network.watchers) watcher(sent, `{"x":"${secret}"}`);
      assert.match(verdict(world, 'S11'), expected);
    }
    const answering = await calmWorld();
    for (const watcher of answering.network.watchers) watcher({ ...sent, kind: 'answer' }, 'secret of b');
    assert.match(verdict(answering, 'S11'), /a tells b the secret of b, in a answer/);
  });

  it('leaves the receiver’s own secret and pushes alone', async () => {
    const world = await calmWorld();
    for (const watcher of world.network.watchers) {
      watcher(sent, 'secret of b');
      watcher({ ...sent, path: 'push' }, 'secret of a, key secret');
    }
    assert.equal(verdict(world, 'S11'), '');
  });

  it('finds one in a log line, behind an error as well, and in the journal', async () => {
    const logging = await calmWorld();
    for (const watcher of logging.watchers) {
      const error = new Error('no', { cause: new Error('with key secret') });
      watcher.onLog('a', 'event', text('x', 'x'), { error });
    }
    assert.match(verdict(logging, 'S11'), /a logs the provider key’s secret in event/);
    const writing = await calmWorld();
    const row = {
      at: 0,
      cellKey: 'x',
      oldValue: null,
      newValue: null,
      reason: 'x',
      evidence: { x: 'secret of b' },
    };
    writing.machine('a').disk.journal = [row];
    writing.checks.finish(writing.time.now);
    assert.match(verdict(writing, 'S11'), /a has the secret of b in its journal/);
  });
});

describe('S12, no calendars', () => {
  it('finds dates of another clock', async () => {
    const world = await calmWorld();
    const peer = processOf(world, 'a').state.liveness.peers.get('b');
    assert.ok(peer !== undefined);
    await world.run(3 * SECOND);
    assert.equal(verdict(world, 'S12'), '');
    peer.heardAt = Date.UTC(2026, 10, 1);
    await world.run(3 * SECOND);
    assert.match(verdict(world, 'S12'), /heardAt of b is/);
  });

  it('finds news from the future, and liveness on disk', async () => {
    const news = await calmWorld();
    const sent = { at: 0, from: 'a', to: 'b', path: 'state', kind: 'request' } as const;
    for (const watcher of news.network.watchers) watcher(sent, '{"news":[{"n":"c","age":-5}]}');
    assert.match(verdict(news, 'S12'), /news of a negative age/);
    const stored = await calmWorld();
    const { disk } = stored.machine('a');
    const claim = {
      nodeId: 'b',
      family: 'v4',
      address: '47.92.0.2',
      kind: 'current',
      order: 1,
      heardAt: 5,
    } as const;
    disk.memory = { ...disk.memory, addressBook: [claim] };
    stored.checks.finish(stored.time.now);
    assert.match(verdict(stored, 'S12'), /a stores heardAt in addressBook/);
  });
});
