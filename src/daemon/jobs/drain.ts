/** Hands every cell that this node holds to another that is well, before it leaves. */
import type { NodeContext } from '../context.ts';
import type { NodeState } from '../node-state.ts';
import { createJudge } from '../steps/judgement.ts';
import { sleep } from '../../platform/clock.ts';

const DRAIN_MS = 60_000;
const LOOK_EVERY_MS = 500;

export interface DrainOutcome {
  readonly handedOver: number;
  readonly kept: number;
}

/**
 * Announces the drain and waits until no record shows this node's address any more, at most 60 s, or until
 * nobody is left who could take one. The node stays drained until it is restarted or `isDraining` is reset.
 */
export async function drainNode(context: NodeContext, readSoon: () => void): Promise<DrainOutcome> {
  const { executor, clock } = context;
  const before = executor.step((state, now) => {
    state.isDraining = true;
    state.provider.nextReadAt = now;
    return held(state, now, clock.wallMs()).length;
  });
  const deadline = clock.monotonicMs() + DRAIN_MS;
  readSoon();
  let kept = before;
  while (kept > 0 && clock.monotonicMs() < deadline) {
    await sleep(clock, LOOK_EVERY_MS);
    const left = executor.step((state, now) => {
      const mine = held(state, now, clock.wallMs());
      return { count: mine.length, isHopeless: isHopeless(state, mine, now, clock.wallMs()) };
    });
    kept = left.count;
    if (left.isHopeless) break;
  }
  return { handedOver: before - kept, kept };
}

function held(state: NodeState, now: number, wallNow: number): readonly string[] {
  const judge = createJudge(state, now, wallNow);
  return state.cells
    .filter((cell) => {
      const match = state.pictures.get(cell.key)?.match;
      return match?.kind === 'record' && judge.holderOf(match.record.value, cell.family) === judge.selfId;
    })
    .map(({ key }) => key);
}

/** Nobody that is well could take any of these cells. */
function isHopeless(state: NodeState, keys: readonly string[], now: number, wallNow: number): boolean {
  const judge = createJudge(state, now, wallNow);
  return keys.every((key) =>
    (state.succession.get(key) ?? []).every(
      (id) => id === judge.selfId || !judge.isWell(id) || !judge.acceptsYields(id) || !judge.hasMyStamp(id),
    ),
  );
}
