import { tableLines } from '../../cli/table.ts';
import { resolveTimers } from '../../config/timers.ts';
import { LINES } from '../../model/line.ts';
import { text } from '../../model/text.ts';
import { isSameMove } from '../moves.ts';
import { takeOverBoundMs } from '../pace.ts';
import type { Stage } from '../stage/stage.ts';
import { secondsText } from '../words.ts';
import { unforeseen } from './watch-moves.ts';

/** Last act: does the provider's journal hold the moves that were told, and no other write? */
export function balance(stage: Stage, mark: number): void {
  const { narrator, foreseen } = stage;
  const written = stage.movesSince(mark);
  const extra = written.find((move, index) => {
    const told = foreseen[index];
    return told === undefined || told.number !== move.number || !isSameMove(told, move);
  });
  if (extra !== undefined) throw unforeseen([], extra);
  const count = written.length;
  narrator.chapter(text('The balance', '结算'));
  narrator.tell(
    text(
      `The provider's journal shows ${count} writes of address records for ${count} moves: each foreseen, none twice, none without need.`,
      `DNS 服务商的日志显示：${count} 次易手，恰好 ${count} 次地址记录写入，每一次都在预料之中，没有重复，没有多余。`,
    ),
    'good',
  );
  narrator.show(resultLines(stage));
  const usual = Math.round(takeOverBoundMs(resolveTimers('normal'), LINES.length / 2) / 1000);
  narrator.tell(
    text(
      `Timers were shortened for this show. With those of real use (profile normal) a take-over lasts up to about ${usual} s; on top of it, resolvers may keep an old answer for the record's TTL (600 s on the provider's free plan).`,
      `本演示缩短了计时器。实际使用时（normal 方案）接管至多约 ${usual} 秒；此外，递归解析器可能在记录的 TTL 内（服务商免费版为 600 秒）继续使用旧结果。`,
    ),
  );
}

function resultLines({ results, narrator }: Stage): readonly string[] {
  const { language } = narrator;
  const header = [
    text('event', '事件'),
    text('records', '记录'),
    text('moved by', '方式'),
    text('moved after', '易手用时'),
  ];
  const reasons = { 'taken-over': text('take-over', '接管'), yielded: text('hand-back', '归还') };
  const rows = results.map(({ what, reason, seconds }) => [
    what[language],
    String(seconds.length),
    reasons[reason][language],
    secondsText(seconds)[language],
  ]);
  return tableLines(
    header.map((word) => word[language]),
    rows,
  );
}
