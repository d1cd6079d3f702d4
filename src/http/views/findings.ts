// What is wrong, in sentences that a tired person understands, the gravest first?
import type { ClusterView } from '../../model/cluster-view.ts';
import { fullName } from '../../model/service.ts';
import { text } from '../../model/text.ts';
import { unkeptServices } from '../../model/unkept-services.ts';
import { ageOf, note, peersIn, silenceOf, warn, type Finding, type Severity } from './finding.ts';
import { groupBy } from './group-by.ts';
import { lostNodes } from './lost-nodes.ts';
import { countOf, joinLines, joinNames } from './names-list.ts';
import { strayRecords } from './stray-records.ts';

const WEIGHTS: Readonly<Record<Severity, number>> = { bad: 0, warn: 1, note: 2 };

/** All findings; of equal weight in the order in which one should look. */
export function findProblems(view: ClusterView): readonly Finding[] {
  return [
    ...unjoined(view),
    ...lostNodes(view),
    ...strayRecords(view),
    ...unkept(view),
    ...surroundings(view),
    ...silentNodes(view),
    ...modes(view),
    ...standIns(view),
  ].sort((a, b) => WEIGHTS[a.severity] - WEIGHTS[b.severity]);
}

function unjoined(view: ClusterView): readonly Finding[] {
  if (view.isJoined) return [];
  return [
    note(
      text(
        'This node is in no cluster yet. Add it on the leader: cocoasyncer node add',
        '本节点尚未加入集群。请在主节点运行：cocoasyncer node add',
      ),
    ),
  ];
}

/** Whatever records such a name has point where they pointed last, and nobody looks after them. */
function unkept(view: ClusterView): readonly Finding[] {
  const services = unkeptServices(view.configuration);
  if (!view.isJoined || services.length === 0) return [];
  const names = joinNames(services.map(fullName));
  return [
    warn(
      text(
        `${names.en}: no node that carries it owns a line, so nobody keeps its records.`,
        `${names.zh}：没有拥有线路的节点承载它，其记录无人维护。`,
      ),
    ),
  ];
}

function surroundings(view: ClusterView): readonly Finding[] {
  const findings: Finding[] = [];
  const { provider } = view;
  if (!provider.isUp && view.isJoined && view.configuration.services.length > 0) {
    const age = provider.lastReadAt === null ? null : ageOf(view.at - provider.lastReadAt);
    findings.push({
      severity: 'bad',
      text: text(
        `The DNS provider does not answer${age === null ? '' : ` (last read ${age.en} ago)`}; records stay as they are.`,
        `DNS 云平台无响应${age === null ? '' : `（上次读取在 ${age.zh}前）`}，记录保持现状。`,
      ),
    });
  }
  if (!view.isStoreReachable) {
    findings.push(
      warn(
        text(
          'The database does not answer; records are kept, the configuration cannot be changed.',
          '数据库无响应；记录仍在维护，但暂时无法修改配置。',
        ),
      ),
    );
  }
  if (view.alarms.length > 0) {
    const count = view.alarms.length;
    findings.push(warn(text(`${countOf(count, 'alarm')} below.`, `有 ${count} 条告警，见下文。`)));
  }
  return findings;
}

function silentNodes(view: ClusterView): readonly Finding[] {
  const silent = peersIn(view, 'silent').map((member) => {
    const silence = silenceOf(member);
    return warn(
      text(
        `${member.name} has been silent for ${silence.en}; not judged dead yet.`,
        `节点 ${member.name} 已静默 ${silence.zh}，尚未判定失联。`,
      ),
    );
  });
  const covered = peersIn(view, 'covered').map(({ name }) =>
    warn(
      text(
        `${name} cannot be reached, but its witness record shows that it is alive: nothing is moved.`,
        `无法直连节点 ${name}，但见证记录表明它仍存活：不做切换。`,
      ),
    ),
  );
  const unheard = peersIn(view, 'unknown').map(({ name }) =>
    note(
      text(
        `${name} has not been heard since this node started.`,
        `本节点启动以来尚未收到节点 ${name} 的消息。`,
      ),
    ),
  );
  return [...silent, ...covered, ...unheard];
}

function modes(view: ClusterView): readonly Finding[] {
  const findings: Finding[] = [];
  if (view.isFrozen) {
    findings.push(
      warn(text('Frozen: no line changes hands until this is lifted.', '已冻结：解除之前不会切换任何线路。')),
    );
  }
  if (view.isDraining) {
    findings.push(note(text('This node is handing its records over.', '本节点正在移交全部记录。')));
  }
  if (view.isDryRun) {
    findings.push(
      note(text('Dry run: nothing is written at the provider.', '演练模式：不会向云平台写入任何内容。')),
    );
  }
  return findings;
}

/** Lines of living nodes that others still hold: the usual sight while a node's hold time runs. */
function standIns(view: ClusterView): readonly Finding[] {
  const living = new Map(
    view.members.filter(({ state }) => state !== 'dead').map((member) => [member.id, member.name]),
  );
  const away = view.cells.filter(
    ({ state, succession }) => state === 'away' && living.has(succession[0] ?? ''),
  );
  return [...groupBy(away, ({ succession }) => succession[0] ?? '')].map(([id, cells]) => {
    const name = living.get(id) ?? '';
    const lines = joinLines(cells.map(({ line }) => line));
    return note(
      text(
        `${lines.en}: with a stand-in for now; back to ${name} when it has been well long enough.`,
        `${lines.zh}暂由其他节点代管；${name} 持续正常一段时间后归还。`,
      ),
    );
  });
}
