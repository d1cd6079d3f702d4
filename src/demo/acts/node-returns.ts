import { text, type Text } from '../../model/text.ts';
import { CAST, nodeAt, type NodeName } from '../cast.ts';
import type { Answers } from '../lines-table.ts';
import type { ExpectedMove } from '../moves.ts';
import { handBackBoundMs, MACHINE_ALLOWANCE_MS } from '../pace.ts';
import type { Stage } from '../stage/stage.ts';
import { confirmReasons, showOutcome } from './node-dies.ts';
import { untilAnswers, untilInTouch } from './set-up.ts';
import { tellMove, watchMoves } from './watch-moves.ts';
import { namesText, pick } from '../words.ts';

/** An act that is played several times: a dead node starts again, stands by, and gets its lines back. */
export interface Return {
  readonly name: NodeName;
  readonly title: Text;
  readonly prologue: Text;
  readonly before: Answers;
}

export async function nodeReturns(stage: Stage, returning: Return): Promise<Answers> {
  const { name, title, prologue, before } = returning;
  const { narrator, nodes } = stage;
  narrator.chapter(title);
  narrator.tell(prologue);
  const mark = stage.mark();
  nodes[name].start();
  const startedAt = Date.now();
  await untilAnswers(stage, nodes[name]);
  await untilInTouch(stage);
  const foreseen = returnsOf(before, name);
  tellStandBy(stage, name, foreseen);
  const seconds = await watchReturns(stage, mark, startedAt, foreseen);
  stage.results.push({ what: text(`${name} returns`, `${name} 归来`), reason: 'yielded', seconds });
  await confirmReasons(stage, foreseen, 'yielded');
  return showOutcome(stage, foreseen, before);
}

function tellStandBy(stage: Stage, name: NodeName, foreseen: readonly ExpectedMove[]): void {
  const holders = namesText([...new Set(foreseen.map(({ from }) => from ?? '?'))]);
  const records = pick(foreseen.length === 1, 'its record', 'its records');
  const hold = stage.timers.holdMs / 1000;
  stage.narrator.tell(
    text(
      `${name} runs and finds the address of ${holders.en} in ${records}. Nothing is snatched back: ${name} stands by, and after ${hold} s of its good health ${holders.en} hands over.`,
      `${name} 已运行，发现自己线路的记录里是 ${holders.zh} 的地址。它不会抢回：先待命，持续健康 ${hold} 秒后，由 ${holders.zh} 主动归还。`,
    ),
    'action',
  );
}

/** Seconds from the restart to each write. */
async function watchReturns(
  stage: Stage,
  mark: number,
  startedAt: number,
  foreseen: readonly ExpectedMove[],
): Promise<readonly number[]> {
  const { narrator, timers } = stage;
  const inTouchAt = performance.now();
  const seconds: number[] = [];
  await watchMoves(stage, {
    mark,
    foreseen,
    withinMs: handBackBoundMs(timers, foreseen.length) + MACHINE_ALLOWANCE_MS,
    onPoll: () => {
      const elapsed = ((performance.now() - inTouchAt) / 1000).toFixed(0);
      narrator.live(text(`… in touch again for ${elapsed} s`, `…… 恢复联络已 ${elapsed} 秒`));
    },
    onMove: (move) => {
      seconds.push((move.at - startedAt) / 1000);
      tellMove(stage, move, (move.at - startedAt) / 1000, text('the restart', '重新启动'));
    },
  });
  return seconds;
}

/** All lines of the node that another one holds. */
function returnsOf(before: Answers, name: NodeName): readonly ExpectedMove[] {
  return CAST[name].lines
    .map((line) => ({ line, from: nodeAt(before.get(line) ?? null), to: name }))
    .filter(({ from, to }) => from !== to);
}
