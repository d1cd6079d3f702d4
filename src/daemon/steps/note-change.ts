import type { ChangeView } from '../../model/cluster-view.ts';
import type { NodeState } from '../node-state.ts';

const CHANGES_SHOWN = 50;

/** Remembers a change of a record for the pages. */
export function noteChange(state: NodeState, change: ChangeView): void {
  const { at, cellKey, oldValue, newValue, reason } = change;
  state.recentChanges = [{ at, cellKey, oldValue, newValue, reason }, ...state.recentChanges].slice(
    0,
    CHANGES_SHOWN,
  );
}
