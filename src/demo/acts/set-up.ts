import type { EditReport } from '../../http/application.ts';
import type { Edit } from '../../model/edit.ts';
import { LINES } from '../../model/line.ts';
import { Secret } from '../../model/secret.ts';
import { text, type Text } from '../../model/text.ts';
import { SANDBOX_KEY } from '../../sandbox/engine/options.ts';
import { lineCodes } from '../../cli/names.ts';
import { CAST, HOST, NODE_NAMES, ownerOf, SERVICE, type NodeName } from '../cast.ts';
import { DemoFailure } from '../failure.ts';
import type { Answers } from '../lines-table.ts';
import { MACHINE_ALLOWANCE_MS, START_PATIENCE_MS } from '../pace.ts';
import type { NodeProcess } from '../stage/node-process.ts';
import type { Stage } from '../stage/stage.ts';
import { showLines } from './tables.ts';

/** First act: three daemons start, become a cluster over the same API that the command line uses, and settle. */
export async function setUp(stage: Stage): Promise<Answers> {
  const { narrator, sandbox } = stage;
  narrator.chapter(text('1. Three nodes, six lines', '一、三个节点，六条线路'));
  narrator.tell(
    text(
      `The sandbox plays Aliyun DNS: API at ${sandbox.apiUrl}, name server at ${sandbox.dnsHost}, port ${sandbox.dnsPort}.`,
      `沙箱扮演阿里云 DNS：API 位于 ${sandbox.apiUrl}，域名服务器为 ${sandbox.dnsHost} 端口 ${sandbox.dnsPort}。`,
    ),
  );
  await startAll(stage);
  await join(stage);
  await settle(stage);
  const due = new Map(LINES.map((line) => [line, ownerOf(line)] as const));
  narrator.tell(
    text(
      `What DNS now answers for ${HOST}, depending on who asks:`,
      `现在，不同线路的访客解析 ${HOST} 得到：`,
    ),
  );
  const answers = await showLines(stage, due, null);
  await proveWitnesses(stage);
  return answers;
}

async function startAll(stage: Stage): Promise<void> {
  const nodes = NODE_NAMES.map((name) => stage.nodes[name]);
  for (const node of nodes) node.start();
  await Promise.all(nodes.map((node) => untilAnswers(stage, node)));
  const pids = (comma: string): string => nodes.map(({ part, pid }) => `${part.name} ${pid}`).join(comma);
  stage.narrator.tell(
    text(
      `Three daemons run: A is the leader, B and C are followers (process ids ${pids(', ')}).`,
      `三个守护进程已启动：A 为主节点（leader），B、C 为从节点（follower），进程号分别为 ${pids('、')}。`,
    ),
  );
}

/** Whether it answers over its API yet; used after every start. */
export async function untilAnswers(stage: Stage, node: NodeProcess): Promise<void> {
  await stage.until({
    expected: text(
      `node ${node.part.name} answers at ${node.url}`,
      `节点 ${node.part.name} 在 ${node.url} 应答`,
    ),
    withinMs: START_PATIENCE_MS,
    check: async () => ((await node.client.view()).addresses.v4 === null ? null : true),
    found: () => text('no answer, or no address of its own', '没有应答，或未获得本机地址'),
  });
}

async function join(stage: Stage): Promise<void> {
  const { B, C } = stage.nodes;
  const families = ['v4'] as const;
  await edit(stage, { kind: 'node-set', node: 'A', lines: CAST.A.lines, families });
  for (const { url, secret, part } of [B, C]) {
    await edit(stage, { kind: 'node-add', url, secret, lines: part.lines, families });
  }
  const keySecret = Secret.of(SANDBOX_KEY.keySecret);
  await edit(stage, { kind: 'account-add', provider: SERVICE.provider, keyId: SANDBOX_KEY.keyId, keySecret });
  await untilInTouch(stage);
  const report = await edit(stage, { kind: 'service-add', ...SERVICE });
  const made = report.records.filter(({ action }) => action === 'create').length;
  if (made !== LINES.length) {
    throw new DemoFailure(
      text(`${LINES.length} records are created`, `创建 ${LINES.length} 条记录`),
      text(`${made} were created`, `创建了 ${made} 条`),
    );
  }
  const owned = (colon: string, semicolon: string): string =>
    NODE_NAMES.map((name) => `${name}${colon}${lineCodes(CAST[name].lines)}`).join(semicolon);
  stage.narrator.tell(
    text(
      `As \`cocoasyncer node add\` and \`service add\` do it, the leader takes B and C in (${owned(': ', '; ')}) and creates ${made} records for ${HOST}: one per line, each with its owner's address.`,
      `与 \`cocoasyncer node add\`、\`service add\` 相同的操作：主节点接纳 B、C（${owned('：', '；')}），并为 ${HOST} 创建 ${made} 条记录，每条线路一条，值为该线路所属节点的地址。`,
    ),
  );
}

async function edit(stage: Stage, wanted: Edit): Promise<EditReport> {
  const report = await stage.nodes.A.client.edit(wanted, true);
  const [failure] = report.failures;
  if (failure === undefined) return report;
  throw new DemoFailure(text(`the edit ${wanted.kind} succeeds`, `编辑操作 ${wanted.kind} 成功`), failure);
}

/** Every running node hears every other one and knows its address; all have the same configuration. */
export async function untilInTouch(stage: Stage): Promise<void> {
  const { heartbeatMs, unackedMs } = stage.timers;
  await stage.until({
    expected: text('all running nodes are in touch', '所有运行中的节点互通'),
    withinMs: unackedMs + 2 * heartbeatMs + START_PATIENCE_MS,
    check: async () => {
      const views = await stage.views();
      const names = stage.running().map(({ part }) => part.name);
      const isInTouch = [...views.values()].every((view) =>
        view.members
          .filter(({ name, state }) => state !== 'self' && names.includes(name as NodeName))
          .every(({ silenceMs, addresses }) => (silenceMs ?? Infinity) < unackedMs && addresses.v4 !== null),
      );
      const counts = [...views.values()].map((view) => view.configuration.members.length);
      const stamps = new Set([...views.values()].map((view) => view.configuration.stamp.version));
      const isComplete = views.size === names.length && counts.every((count) => count === NODE_NAMES.length);
      return isInTouch && isComplete && stamps.size === 1 ? true : null;
    },
    found: () => statesText(stage),
  });
}

/** Who says what about whom, for reports. */
export async function statesText(stage: Stage): Promise<Text> {
  const views = await stage.views();
  const words = [...views].map(([name, view]) => {
    const others = view.members.filter(({ state }) => state !== 'self');
    return `${name}: ${others.map((one) => `${one.name} ${one.state}`).join(', ')}`;
  });
  const all = words.join('; ');
  return all === '' ? text('no node answers', '没有节点应答') : text(all, all);
}

async function settle(stage: Stage): Promise<void> {
  await stage.until({
    expected: text('every node sees every record in its place', '各节点看到的记录均已就位'),
    withinMs: 2 * stage.timers.readSlowMs + stage.timers.settleMs + MACHINE_ALLOWANCE_MS,
    check: async () => {
      const views = [...(await stage.views()).values()];
      const isInPlace = views.every(
        ({ cells }) => cells.length === LINES.length && cells.every(({ state }) => state === 'in-place'),
      );
      return views.length === NODE_NAMES.length && isInPlace ? true : null;
    },
    found: () => statesText(stage),
  });
}

/** Once a node calm for this long has nobody who may not hear it, it tries its witness record. */
const SELF_TEST_CALM_MS = 10_000;

/**
 * A node that has never written its witness record is judged by minutes instead of seconds: nobody could tell
 * whether it is dead or merely cut off.
 */
async function proveWitnesses(stage: Stage): Promise<void> {
  const { narrator, nodes, timers } = stage;
  narrator.tell(
    text(
      'One more thing before anything dies: every node tries out its witness record (TXT), by which a node that nobody hears can still say at the DNS provider that it lives.',
      '在有节点死亡之前还有一件事：每个节点先试写自己的见证记录（TXT）。即使谁也听不到它，它也能借此在 DNS 服务商处证明自己活着。',
    ),
  );
  stage.knowWitnesses(await witnessOwners(nodes.A));
  const written = (): readonly NodeName[] => NODE_NAMES.filter((name) => stage.witnessWrittenAt(name) > 0);
  await stage.until({
    expected: text('three witness records are written', '写入三条见证记录'),
    withinMs: SELF_TEST_CALM_MS + timers.unackedMs + 2 * timers.readSlowMs + START_PATIENCE_MS,
    check: () => {
      const count = written().length;
      narrator.live(text(`… witness records: ${count} of 3`, `…… 见证记录：${count} / 3`));
      return count === NODE_NAMES.length ? true : null;
    },
    found: () => text(`written by: ${written().join(', ')}`, `已写入的节点：${written().join('、')}`),
  });
  // The next heartbeats tell it to the others.
  const mark = performance.now();
  await stage.until({
    expected: text('two heartbeats pass', '经过两次心跳'),
    withinMs: START_PATIENCE_MS,
    check: () => (performance.now() - mark > 2.2 * timers.heartbeatMs ? true : null),
    found: () => statesText(stage),
  });
  narrator.tell(
    text('All three have proved it. Now it gets serious.', '三个节点均已证明。好戏开始。'),
    'good',
  );
}

/** Host part of a witness record → the node whose it is. */
async function witnessOwners({ client }: NodeProcess): Promise<ReadonlyMap<string, NodeName>> {
  const names = await client.witnessNames();
  const owned = names.flatMap(({ node, rr }) => {
    const name = NODE_NAMES.find((one) => node === one || node === CAST[one].id);
    return name === undefined ? [] : [[rr, name] as const];
  });
  return new Map(owned);
}
