/** Which nodes of a large cluster have reason to read more often than in calm times? */
import type { Judge } from '../../dns/judge.ts';
import type { NodeState } from '../node-state.ts';

/** Living candidates of a cell beyond so many wait for those before them. */
const FIRST = 5;

/** Whether this node holds a cell, or is among the first living candidates of one. */
export function isAmongFirst(state: NodeState, judge: Judge): boolean {
  return state.cells.some((cell) => {
    const match = state.pictures.get(cell.key)?.match;
    const holds =
      match?.kind === 'record' && judge.holderOf(match.record.value, cell.family) === judge.selfId;
    return holds || isFirstOf(state.succession.get(cell.key) ?? [], judge);
  });
}

function isFirstOf(succession: readonly string[], judge: Judge): boolean {
  let living = 0;
  for (const id of succession) {
    if (id === judge.selfId) return true;
    if (!judge.isDead(id)) living += 1;
    if (living === FIRST) return false;
  }
  return false;
}
