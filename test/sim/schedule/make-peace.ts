/** What people do when the trouble is over: they start what is down, and end what only a person may end. */
import type { Scene } from '../faults/scene.ts';

/** Every fault has been undone by now. */
export function makePeace(scene: Scene): void {
  for (const id of scene.ids) scene.start(id);
  scene.world.happenings.tell({ kind: 'peace' });
}

/**
 * A leader that is behind or at odds is told to go on, and so is one whose follower follows another that is gone by now:
 * what the operating guide says to do about two leaders. Nodes that were left out are taken in again.
 */
export function settleDisputes(scene: Scene): void {
  const { leaderId, world } = scene;
  const { process } = world.machine(leaderId);
  if (process === null) return;
  const { application } = process.node;
  const { alarms, configuration } = application.view();
  const isAtOdds = alarms.some(({ code }) => code === 'stale-leader' || code === 'config-fork');
  if (isAtOdds || scene.ids.some((id) => followsNobody(scene, id)))
    scene.attempt(application.forceConfiguration());
  for (const id of scene.ids) {
    if (!configuration.members.some((member) => member.id === id)) takeIn(scene, id);
  }
}

/** Whether that is over: the leader counts everybody who runs among its members. Without a leader nobody is taken in. */
export function areAllTakenIn(scene: Scene): boolean {
  const { process } = scene.world.machine(scene.leaderId);
  if (process === null) return true;
  const { members } = process.node.application.view().configuration;
  return scene.ids.every((id) => !scene.isUp(id) || members.some((member) => member.id === id));
}

/** Whether it takes its configuration from a second leader, which was set up by mistake and is no machine of ours. */
function followsNobody({ world }: Scene, id: string): boolean {
  const followed = world.machine(id).process?.state.cluster.boundLeaderId ?? null;
  return followed !== null && !world.machines.has(followed);
}

/** One that believes itself a member of old has to leave first, as the leader's refusal says. */
function takeIn(scene: Scene, id: string): void {
  const add = (): void => {
    scene.edit(scene.additionOf(id));
  };
  if (scene.isLegacy(id)) {
    add();
    return;
  }
  scene.whenAwake(id, async ({ application }) => {
    if (application.view().isJoined) await application.quit(false);
    add();
  });
}
