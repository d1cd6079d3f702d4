/** A second leader, set up by mistake with the same members, pushes its own edition to all of them. */
import { encodePushFor } from '../../../src/cluster/peer/push-body.ts';
import { reviseConfiguration } from '../../../src/cluster/stamp.ts';
import { Gate } from '../virtual-clock.ts';
import type { FaultKind } from './fault-kind.ts';
import { numberOf } from './parameters.ts';

const PUSH_MS = 35_000;
const URL = 'http://z.test:44443';

export const twoLeaders: FaultKind = {
  kind: 'two-leaders',
  weight: 2,
  draw: (chance) => ({ lastsMs: chance.while(), versionsAhead: chance.whole(1, 5) }),
  apply: (scene, fault, undo) => {
    const { world } = scene;
    const gate = new Gate(world.time);
    const post = world.network.connect({ id: 'z', url: URL, gate, answer: () => null });
    let isOver = false;
    const push = (): void => {
      if (isOver) return;
      scene.after(PUSH_MS, push);
      const known = scene.ids
        .map((id) => world.machine(id).process?.state.cluster.configuration)
        .find((one) => one !== undefined);
      if (known === undefined) return;
      const members = known.members.map((member) =>
        member.id === scene.leaderId ? { ...member, id: 'z', name: 'node z', url: URL } : member,
      );
      let foreign = known;
      for (let step = 0; step < numberOf(fault, 'versionsAhead'); step += 1) {
        const priority = 10 + step;
        const changed = members.map((member) => ({ ...member, priority }));
        foreign = reviseConfiguration(foreign, { ...foreign, leaderId: 'z', members: changed });
      }
      for (const id of scene.ids.filter((one) => one !== scene.leaderId)) {
        const { identity } = world.machine(id);
        const body = encodePushFor(identity, foreign, undefined, { at: 0, selfId: 'z' });
        post(`${identity.url}/v1/updateClusterInfo`, body).catch(() => undefined);
      }
    };
    push();
    undo(() => {
      isOver = true;
      gate.kill();
    });
  },
};
