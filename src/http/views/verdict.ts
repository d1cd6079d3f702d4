// How is the cluster, in one sentence? What a person who was woken up has to know first.
import type { ClusterView } from '../../model/cluster-view.ts';
import { isOnline } from '../../model/cluster-view.ts';
import { text, type Text } from '../../model/text.ts';
import type { Finding, Severity } from './finding.ts';
import { findProblems } from './findings.ts';
import { countOf } from './names-list.ts';

export interface Verdict {
  /** `ok`: nothing to do, though there may be notes. */
  readonly severity: 'ok' | Severity;
  readonly headline: Text;
  /** The other findings, the gravest first. */
  readonly details: readonly Finding[];
}

export function judgeCluster(view: ClusterView): Verdict {
  const problems = findProblems(view);
  const [worst, ...others] = problems;
  if (worst !== undefined && (worst.severity !== 'note' || !view.isJoined)) {
    return { severity: worst.severity, headline: worst.text, details: others };
  }
  return { severity: 'ok', headline: allWell(view), details: problems };
}

function allWell(view: ClusterView): Text {
  const online = view.members.filter(isOnline).length;
  const total = view.members.length;
  const inPlace = view.cells.filter(({ state }) => state === 'in-place').length;
  const nodes =
    total === 1
      ? text('this node is alone', '目前只有本节点')
      : text(`${online} of ${total} nodes are alive`, `${online}/${total} 个节点在线`);
  if (view.configuration.services.length === 0) {
    return text(
      `All is well: ${nodes.en}; no service is managed yet.`,
      `一切正常：${nodes.zh}，尚未托管任何服务。`,
    );
  }
  const records = countOf(inPlace, 'record');
  return text(
    `All is well: ${nodes.en}, ${records} in place.`,
    `一切正常：${nodes.zh}，${inPlace} 条记录指向应在的节点。`,
  );
}
