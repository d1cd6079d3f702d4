/**
 * A process stands still exactly between a zone read and the writes that follow it: the reading is underway when it
 * stops, and the first thing that it sees on waking, or the last. So that there are writes to follow, another node
 * dies first, and is back before the sleeper wakes; or the sleeper's own address has just changed.
 */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { isSet, numberOf, textOf } from './parameters.ts';
import { callKindOf } from './provider-edge.ts';

const SECOND = 1_000;
/** The answer of a read takes 150 ms and more. */
const UNDERWAY_MS = 100;
const SUSPEND = 'suspend-before-writes';

export const stopBeforeWrites: FaultKind = {
  kind: 'stop-before-writes',
  weight: 5,
  draw: (chance, plan, { deadMs }) => {
    if (plan.nodes.length < 2) return null;
    const [node = '', victim = ''] = chance.some(ownIds(plan), 2);
    const downMs = deadMs + chance.whole(0, 60) * SECOND;
    return {
      ...{ lastsMs: downMs, node, victim: victim === '' || chance.isLucky(0.2) ? '' : victim },
      address: chance.freshV4(),
      stopMs: chance.isLucky(0.7) ? chance.whole(1, 120) * SECOND : chance.duration(),
      /** Of the reads after the silence has become long enough. */
      nth: chance.whole(1, 4),
      /** The reading has come in, and nothing has been made of it. */
      hasArrived: chance.isLucky(0.5),
      areAnswersFirst: chance.isLucky(0.7),
    };
  },
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    const victim = textOf(fault, 'victim');
    if (victim === '') scene.setAddress(node, 'v4', textOf(fault, 'address'));
    else undo(scene.keepDown(victim, true));
    const dueAt = scene.world.time.now + (victim === '' ? 0 : scene.timers.deadMs - 5 * SECOND);
    let isDue = false;
    const fall = (): void => {
      scene.tell('stop-before-writes', `${node} stops with a reading in hand`);
      const stopMs = numberOf(fault, 'stopMs');
      if (fault.kind === SUSPEND) scene.world.machine(node).suspend(scene.clamp(stopMs));
      else scene.freeze(node, stopMs, isSet(fault, 'areAnswersFirst'));
    };
    let left = numberOf(fault, 'nth');
    const remove = scene.edge(node).add((call) => {
      if (callKindOf(call) !== 'read' || scene.world.time.now < dueAt) return null;
      left -= 1;
      if (left > 0) return null;
      remove();
      if (isSet(fault, 'hasArrived')) isDue = true;
      else scene.after(UNDERWAY_MS, fall);
      return null;
    });
    undo(remove);
    const leave = scene.edge(node).tamper((reading) => {
      if (isDue) fall();
      isDue = false;
      return reading;
    });
    undo(leave);
  },
};

/** The same while the machine sleeps: by its own clock no time passes, and the plan looks fresh. */
export const suspendBeforeWrites: FaultKind = {
  ...stopBeforeWrites,
  kind: SUSPEND,
  // Drawn for a whole schedule, not among the others.
  weight: 0,
};
