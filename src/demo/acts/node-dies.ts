import type { ClusterView } from '../../model/cluster-view.ts';
import { parseCellKey } from '../../model/cell.ts';
import { text, type Text } from '../../model/text.ts';
import { CAST, type NodeName } from '../cast.ts';
import { DemoFailure } from '../failure.ts';
import type { Answers } from '../lines-table.ts';
import type { ExpectedMove, Move } from '../moves.ts';
import { leasedTakeOverBoundMs, MACHINE_ALLOWANCE_MS, takeOverBoundMs } from '../pace.ts';
import type { Stage } from '../stage/stage.ts';
import { holdersNow, holdersOf, showLines } from './tables.ts';
import { movesText, tellMove, tellVisitor, watchMoves } from './watch-moves.ts';
import { SilenceWatch } from './watch-silence.ts';

/** An act that is played several times: a node is killed, and the others take over what it held. */
export interface Death {
  readonly victim: NodeName;
  readonly title: Text;
  /** Told after the title. */
  readonly prologue: Text;
  /** The first death is explained at length. */
  readonly isExplained: boolean;
  /** What the table looked like before. */
  readonly before: Answers;
}

export async function nodeDies(stage: Stage, death: Death): Promise<Answers> {
  const { victim, title, prologue, before } = death;
  stage.narrator.chapter(title);
  stage.narrator.tell(prologue);
  const foreseen = await foresee(stage, victim);
  await stage.letRead();
  await untilWitnessIsOld(stage, victim);
  const seconds = await killAndWatch(stage, death, foreseen);
  stage.results.push({
    what: text(`${victim} dies`, `${victim} 死亡`),
    reason: 'taken-over',
    seconds,
  });
  const [first] = foreseen;
  if (first !== undefined) await tellVisitor(stage, first.line);
  await confirmReasons(stage, foreseen, 'taken-over');
  return showOutcome(stage, foreseen, before);
}

/**
 * While another node is dead, the victim renews its witness record now and then. Whoever dies right after that
 * is spared for the whole lease: true, but a long wait, and a story of its own.
 */
async function untilWitnessIsOld(stage: Stage, victim: NodeName): Promise<void> {
  const oldMs = WITNESS_AGE_MS + stage.timers.heartbeatMs;
  await stage.until({
    expected: text(
      `${victim} is heard after it wrote its witness record`,
      `${victim} 写入见证记录后又被听到`,
    ),
    withinMs: 2 * stage.timers.refreshMs + MACHINE_ALLOWANCE_MS,
    check: () => (Date.now() - stage.witnessWrittenAt(victim) > oldMs ? true : null),
    found: () => text('it writes it over and over', '它不断重写'),
  });
}

/** The provider's clock ticks in whole seconds; and some air. */
const WITNESS_AGE_MS = 2_000;

/** Seconds from the kill to each write. */
async function killAndWatch(
  stage: Stage,
  { victim, isExplained }: Death,
  foreseen: readonly ExpectedMove[],
): Promise<readonly number[]> {
  const { narrator, nodes, timers } = stage;
  const mark = stage.mark();
  const { pid } = nodes[victim];
  nodes[victim].kill();
  const killedAt = Date.now();
  narrator.tell(
    text(
      `SIGKILL to ${victim} (process ${pid}). It cannot say goodbye or hand anything over.`,
      `向 ${victim}（进程 ${pid}）发送 SIGKILL。它来不及告别，也无法移交任何线路。`,
    ),
    'bad',
  );
  const silence = new SilenceWatch(stage, victim, isExplained);
  const seconds: number[] = [];
  await watchMoves(stage, {
    mark,
    foreseen,
    withinMs: leasedTakeOverBoundMs(timers, foreseen.length) + MACHINE_ALLOWANCE_MS,
    onPoll: () => {
      silence.poll();
    },
    onMove: (move) => {
      silence.tellVerdict();
      seconds.push((move.at - killedAt) / 1000);
      tellMove(stage, move, (move.at - killedAt) / 1000, text('the kill', '被杀'));
    },
  });
  await silence.confirmVerdict();
  return seconds;
}

/** Asks a survivor beforehand who would take what; the lines the victim holds by DNS must be among it. */
async function foresee(stage: Stage, victim: NodeName): Promise<readonly ExpectedMove[]> {
  const asked = stage.running().find(({ part }) => part.name !== victim && part.role === 'leader');
  const survivor = asked ?? stage.running().find(({ part }) => part.name !== victim);
  if (survivor === undefined) throw new Error('nobody is left to ask');
  const { entries } = await survivor.client.plan([victim]);
  const foreseen = entries.flatMap(({ cellKey, change }) => {
    const line = parseCellKey(cellKey)?.line;
    const to = stage.running().find(({ part }) => part.name === change?.by)?.part.name;
    return line === undefined || to === undefined ? [] : [{ line, from: victim, to }];
  });
  const held = [...(await holdersNow(stage))].filter(([, holder]) => holder === victim).map(([line]) => line);
  const isComplete =
    held.length > 0 && held.length === foreseen.length && foreseen.every(({ line }) => held.includes(line));
  const { en, zh } = movesText(foreseen);
  if (!isComplete) {
    throw new DemoFailure(
      text(
        `the plan without ${victim} covers its lines ${held.join(', ')}`,
        `${victim} 缺席时的计划涵盖其线路 ${held.join('、')}`,
      ),
      text(`it foresees: ${en}`, `计划为：${zh}`),
    );
  }
  const seconds = Math.round(takeOverBoundMs(stage.timers, foreseen.length) / 1000);
  stage.narrator.tell(
    text(
      `Asked beforehand (\`cocoasyncer plan --without ${victim}\`), ${survivor.part.name} foresees ${en}; at the latest ${seconds} s after the death.`,
      `事先询问 ${survivor.part.name}（\`cocoasyncer plan --without ${victim}\`），预计：${zh}；最迟在死亡后 ${seconds} 秒完成。`,
    ),
  );
  return foreseen;
}

/** The nodes that wrote must say themselves why they did. */
export async function confirmReasons(
  stage: Stage,
  moves: readonly ExpectedMove[],
  reason: 'taken-over' | 'yielded',
): Promise<void> {
  await stage.until({
    expected: text(`the writers give the reason "${reason}"`, `写入的节点给出的理由为“${reason}”`),
    withinMs: MACHINE_ALLOWANCE_MS,
    check: async () => {
      const views = await stage.views();
      const isSaid = (move: ExpectedMove): boolean => {
        const view = move.to === null ? undefined : views.get(move.to);
        return view !== undefined && lastReason(view, move) === reason;
      };
      return moves.every(isSaid) ? true : null;
    },
    found: async () => {
      const views = await stage.views();
      const said = moves.map((move) => {
        const view = move.to === null ? undefined : views.get(move.to);
        return `${move.line}: ${(view === undefined ? null : lastReason(view, move)) ?? '-'}`;
      });
      return text(said.join(', '), said.join('，'));
    },
  });
}

/** Newest first, as the view lists them. */
function lastReason(view: ClusterView, { line, to }: Pick<Move, 'line' | 'to'>): string | null {
  const address = to === null ? null : CAST[to].address;
  const change = view.recentChanges.find(
    ({ cellKey, newValue }) => parseCellKey(cellKey)?.line === line && newValue === address,
  );
  return change?.reason ?? null;
}

/** The table after it, checked line by line: moved lines at their new nodes, all others where they were. */
export async function showOutcome(
  stage: Stage,
  moves: readonly ExpectedMove[],
  before: Answers,
): Promise<Answers> {
  const { narrator } = stage;
  narrator.tell(outcomeTitle(before.size - moves.length));
  const due = new Map(holdersOf(before));
  for (const { line, to } of moves) if (to !== null) due.set(line, to);
  const answers = await showLines(stage, due, before);
  await stage.letRead();
  return answers;
}

function outcomeTitle(untouched: number): Text {
  if (untouched === 0) return text('What DNS answers now:', '现在的解析结果：');
  const lines = untouched === 1 ? 'the other line was' : `the other ${untouched} lines were`;
  return text(
    `What DNS answers now; ${lines} left alone:`,
    `现在的解析结果，其余 ${untouched} 条线路未受影响：`,
  );
}
