import { LINES, type Line } from '../../model/line.ts';
import { text, type Text } from '../../model/text.ts';
import { CAST, nodeAt, type NodeName } from '../cast.ts';
import { DemoFailure } from '../failure.ts';
import { linesTable, type Answers } from '../lines-table.ts';
import type { Stage } from '../stage/stage.ts';

/** Answers: does DNS say what it must, and how is that shown? */

/** Which node each line must lead to. */
export type Holders = ReadonlyMap<Line, NodeName>;

export async function holdersNow(stage: Stage): Promise<Holders> {
  return holdersOf(await stage.answers());
}

export function holdersOf(answers: Answers): Holders {
  return new Map(
    LINES.flatMap((line) => {
      const node = nodeAt(answers.get(line) ?? null);
      return node === null ? [] : [[line, node] as const];
    }),
  );
}

/** Asks as a visitor of every line, shows the table, and fails unless every answer is the one that is due. */
export async function showLines(stage: Stage, due: Holders, before: Answers | null): Promise<Answers> {
  const answers = await stage.answers();
  const { lines, isChanged } = linesTable(answers, before, stage.narrator.language);
  stage.narrator.show(lines, isChanged);
  for (const [line, node] of due) {
    const wanted = CAST[node].address;
    const got = answers.get(line) ?? null;
    if (got === wanted) continue;
    throw new DemoFailure(
      text(
        `DNS answers ${wanted} (${node}) on the line ${line}`,
        `线路 ${line} 的解析结果为 ${wanted}（${node}）`,
      ),
      answerText(got),
    );
  }
  return answers;
}

function answerText(address: string | null): Text {
  return address === null ? text('no single address', '没有唯一的地址') : text(address, address);
}
