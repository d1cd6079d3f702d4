import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyPush, judgePush } from '../../src/cluster/push-rules.ts';
import { compareStamps } from '../../src/model/configuration.ts';
import { AT_3_41, LEGACY, NOTHING, WITHOUT_ME, edition, pushOf, stored } from './pushes.ts';

describe('the laws of pushing', () => {
  const storeds = [NOTHING, LEGACY, AT_3_41, stored(edition(3, 41, 'b', { variant: 1 }), 'b')];
  const pusheds = [0, 1, 2, 3, 4].flatMap((epoch) =>
    [40, 41, 42].flatMap((version) =>
      ['a', 'b', null].flatMap((leader) =>
        [{}, { variant: 1 }, WITHOUT_ME].map((options) => edition(epoch, version, leader, options)),
      ),
    ),
  );
  const pushes = storeds.flatMap((before) =>
    pusheds.flatMap((pushed) => [
      pushOf({ stored: before, pushed }),
      pushOf({
        stored: before,
        pushed: { ...pushed, stamp: { ...pushed.stamp, epoch: 0 } },
        unversioned: true,
      }),
    ]),
  );

  it('(epoch, version) never falls, and an equal pair keeps its hash', () => {
    for (const push of pushes) {
      const after = applyPush(push, judgePush(push)).configuration.stamp;
      const before = push.stored.configuration.stamp;
      const order = compareStamps(after, before);
      assert.ok(order >= 0);
      if (order === 0 && before.epoch > 0) assert.equal(after.hash, before.hash);
    }
  });

  it('a push that is not accepted leaves the very same record', () => {
    for (const push of pushes) {
      const judgement = judgePush(push);
      if (judgement.kind !== 'accept') assert.equal(applyPush(push, judgement), push.stored);
    }
  });

  it('what is stored always has a place for this node, and comes from the bound leader or a higher epoch', () => {
    for (const push of pushes) {
      const judgement = judgePush(push);
      if (judgement.kind !== 'accept') continue;
      const { configuration, boundLeaderId } = applyPush(push, judgement);
      assert.ok(configuration.members.some(({ id }) => id === 'me'));
      const { stored: before } = push;
      assert.ok(
        before.boundLeaderId === null ||
          boundLeaderId === before.boundLeaderId ||
          before.configuration.stamp.epoch === 0 ||
          configuration.stamp.epoch > before.configuration.stamp.epoch,
      );
    }
  });

  it('a push that comes twice is unchanged the second time', () => {
    for (const push of pushes) {
      const judgement = judgePush(push);
      if (judgement.kind !== 'accept') continue;
      assert.equal(judgePush({ ...push, stored: applyPush(push, judgement) }).kind, 'unchanged');
    }
  });

  it('a legacy leader that is allowed brings the configuration back to no version', () => {
    const push = pushOf({
      stored: AT_3_41,
      pushed: edition(0, 5, 'a'),
      unversioned: true,
      allowLegacyLeader: true,
    });
    const { stamp } = applyPush(push, judgePush(push)).configuration;
    assert.deepEqual([stamp.epoch, stamp.version], [0, 0]);
  });
});
