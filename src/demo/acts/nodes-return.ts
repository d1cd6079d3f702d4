import { LINES } from '../../model/line.ts';
import { text, type Text } from '../../model/text.ts';
import { CAST, nodeAt, ownerOf, type NodeName } from '../cast.ts';
import type { Answers } from '../lines-table.ts';
import type { ExpectedMove } from '../moves.ts';
import { handBackBoundMs, MACHINE_ALLOWANCE_MS } from '../pace.ts';
import type { Stage } from '../stage/stage.ts';
import { confirmReasons, showOutcome } from './node-dies.ts';
import { untilAnswers, untilInTouch } from './set-up.ts';
import { tellMove, watchMoves } from './watch-moves.ts';

/** An act that is played twice: dead nodes start again, stand by, and get their lines back. */
export interface Return {
  readonly names: readonly NodeName[];
  readonly title: Text;
  readonly prologue: Text;
  readonly before: Answers;
}

export async function nodesReturn(
  stage: Stage,
  { names, title, prologue, before }: Return,
): Promise<Answers> {
  const { narrator, timers, nodes } = stage;
  narrator.chapter(title);
  narrator.tell(prologue);
  const mark = stage.mark();
  for (const name of names) nodes[name].start();
  const startedAt = Date.now();
  await Promise.all(names.map((name) => untilAnswers(stage, nodes[name])));
  await untilInTouch(stage);
  const who = names.join(' and ');
  const zhWho = names.join('、');
  const hold = timers.holdMs / 1000;
  narrator.tell(
    text(
      `${who} ${names.length === 1 ? 'runs' : 'run'} again and ${names.length === 1 ? 'sees' : 'see'} other nodes' addresses in ${names.length === 1 ? 'its' : 'their'} records. Nothing is snatched back: a returned node stands by until it has been well for ${hold} s and the holder yields.`,
      `${zhWho} 已重新运行，看到自己线路的记录里是别的节点的地址。它不会抢回：返回的节点先待命，持续健康 ${hold} 秒后由持有者主动让出。`,
    ),
    'action',
  );
  const answeredAt = performance.now();
  const foreseen = returnsOf(before, names);
  await watchMoves(stage, {
    mark,
    foreseen,
    withinMs: handBackBoundMs(timers, foreseen.length) + MACHINE_ALLOWANCE_MS,
    onPoll: () => {
      const seconds = ((performance.now() - answeredAt) / 1000).toFixed(0);
      narrator.live(text(`in touch again for ${seconds} s …`, `恢复联络已 ${seconds} 秒……`));
    },
    onMove: (move) => {
      tellMove(stage, move, ((move.at - startedAt) / 1000).toFixed(1), text('the restart', '重新启动'));
    },
  });
  await confirmReasons(stage, foreseen, 'yielded');
  return showOutcome(stage, foreseen, before);
}

function returnsOf(before: Answers, names: readonly NodeName[]): readonly ExpectedMove[] {
  return LINES.flatMap((line) => {
    const owner = ownerOf(line);
    const holder = nodeAt(before.get(line) ?? null);
    const isToReturn = names.includes(owner) && holder !== owner && CAST[owner].lines.includes(line);
    return isToReturn ? [{ line, from: holder, to: owner }] : [];
  });
}
