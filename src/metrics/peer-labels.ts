// By which label is a peer known in the metrics? By its friendly name, never its code: they are public.
import type { ClusterView, MemberView } from '../model/cluster-view.ts';

/**
 * One label per peer, this node left out. Names should be unique; where they are not, the second gets
 * ` (2)`, the third ` (3)`, so that no node hides another.
 */
export function labelPeers(
  view: ClusterView,
): readonly { readonly peer: string; readonly member: MemberView }[] {
  const taken = new Set<string>();
  return view.members
    .filter((member) => member.state !== 'self')
    .map((member) => {
      let peer = member.name;
      for (let count = 2; taken.has(peer); count += 1) peer = `${member.name} (${count})`;
      taken.add(peer);
      return { peer, member };
    });
}
