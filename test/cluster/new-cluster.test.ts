import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foundedCluster, isJoined, unjoinedCluster } from '../../src/cluster/new-cluster.ts';
import { judgePush } from '../../src/cluster/push-rules.ts';
import type { Identity } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';

const identity = (id: string, role: Identity['role']): Identity => ({
  id,
  name: `node ${id}`,
  url: `http://${id}.test`,
  role,
  secret: Secret.of(id),
});

describe('a new cluster', () => {
  const founded = foundedCluster(identity('a', 'leader'), Secret.of('key'), { lines: ['default'] });

  it('begins with its leader at (1, 1)', () => {
    const { configuration, boundLeaderId } = founded;
    assert.deepEqual([configuration.stamp.epoch, configuration.stamp.version], [1, 1]);
    assert.deepEqual([configuration.leaderId, boundLeaderId], ['a', 'a']);
    assert.deepEqual(configuration.members[0]?.lines, ['default']);
  });

  it('counts its leader as joined even while it is alone', () => {
    assert.ok(isJoined(founded.configuration, identity('a', 'leader')));
  });
});

describe('a node in no cluster', () => {
  const self = identity('f', 'follower');
  const stored = unjoinedCluster(self);

  it('holds itself alone, without a version', () => {
    assert.ok(!isJoined(stored.configuration, self));
    assert.deepEqual(
      stored.configuration.members.map(({ id }) => id),
      ['f'],
    );
    assert.equal(stored.configuration.stamp.epoch, 0);
  });

  it('takes the first configuration that has a place for it', () => {
    const { configuration } = foundedCluster(identity('a', 'leader'), Secret.of('key'));
    const pushed = { ...configuration, members: [...configuration.members, ...stored.configuration.members] };
    const push = { stored, selfId: 'f', allowLegacyLeader: false };
    const judgement = judgePush({ ...push, pushed: { configuration: pushed, isVersioned: true } });
    assert.deepEqual(judgement, { kind: 'accept', rebindTo: 'a', alarms: [] });
    assert.ok(isJoined(pushed, self));
  });
});
