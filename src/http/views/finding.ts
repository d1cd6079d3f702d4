// What is one finding? A matter that a person should know about, with its weight.
import type { ClusterView, MemberView } from '../../model/cluster-view.ts';
import { text, type Text } from '../../model/text.ts';
import { formatAge } from './format-time.ts';

/**
 * - `bad`   visitors are or will be sent to a node that does not serve them, or nothing can be repaired now
 * - `warn`  somebody should look at it, visitors are served
 * - `note`  worth knowing
 */
export type Severity = 'bad' | 'warn' | 'note';

export interface Finding {
  readonly severity: Severity;
  readonly text: Text;
}

export function warn(words: Text): Finding {
  return { severity: 'warn', text: words };
}

export function note(words: Text): Finding {
  return { severity: 'note', text: words };
}

/** Peers in a state. A node in maintenance is down on purpose and alarms nobody. */
export function peersIn(view: ClusterView, state: MemberView['state']): readonly MemberView[] {
  const inMaintenance = new Set(
    view.configuration.members.filter(({ maintenance }) => maintenance).map(({ id }) => id),
  );
  return view.members.filter((member) => member.state === state && !inMaintenance.has(member.id));
}

export function silenceOf(member: MemberView): Text {
  return ageOf(member.silenceMs ?? 0);
}

export function ageOf(ms: number): Text {
  return text(formatAge(ms, 'en'), formatAge(ms, 'zh'));
}
