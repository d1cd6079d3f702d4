/** Hands every cell that this node holds to another that is well, before it leaves. */
import type { NodeContext } from '../context.ts';
import type { NodeState } from '../node-state.ts';
import { createJudge } from '../steps/judgement.ts';
import { sleep } from '../../platform/clock.ts';

const DRAIN_MS = 60_000;
const LOOK_EVERY_MS = 500;
/** Whoever has just joined or changed something may not have heard of the others' health and edition yet. */
const PATIENCE_IN_HEARTBEATS = 2;

export interface DrainOutcome {
  readonly handedOver: number;
  readonly kept: number;
}

/**
 * Announces the drain and waits until no record shows this node's address any more, at most 60 s, or until
 * nobody is left who could take one. What was read before the drain does not count: a node that has only just
 * got its configuration has seen nothing yet, and would take that for holding nothing. The node stays drained
 * until it is restarted or `isDraining` is reset.
 */
export async function drainNode(context: NodeContext, readSoon: () => void): Promise<DrainOutcome> {
  const { executor, clock } = context;
  const begunAt = clock.monotonicMs();
  const deadline = begunAt + DRAIN_MS;
  const patienceMs = executor.step((state) => {
    state.isDraining = true;
    return PATIENCE_IN_HEARTBEATS * state.timers.heartbeatMs;
  });
  let most = 0;
  let hopefulAt = begunAt;
  for (;;) {
    const look = executor.step((state, now) => lookAt(state, begunAt, now, clock.wallMs()));
    const now = clock.monotonicMs();
    if (!look.isHopeless) hopefulAt = now;
    most = Math.max(most, look.kept);
    const isDone = look.hasRead && look.kept === 0;
    if (isDone || now - hopefulAt >= patienceMs || now >= deadline) {
      return { handedOver: most - look.kept, kept: look.kept };
    }
    readSoon();
    await sleep(clock, LOOK_EVERY_MS);
  }
}

interface Look {
  readonly kept: number;
  /** Whether the zones were read since the drain began. */
  readonly hasRead: boolean;
  /** Nobody could take what is left, or what may turn out to be left. */
  readonly isHopeless: boolean;
}

function lookAt(state: NodeState, begunAt: number, now: number, wallNow: number): Look {
  const mine = held(state, now, wallNow);
  const hasRead = state.provider.lastReadSentAt >= begunAt;
  if (!hasRead && state.provider.failures === 0) {
    state.provider.nextReadAt = Math.min(state.provider.nextReadAt, now);
  }
  const perhapsMine = hasRead ? mine : state.cells.map(({ key }) => key);
  return { kept: mine.length, hasRead, isHopeless: isHopeless(state, perhapsMine, now, wallNow) };
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
