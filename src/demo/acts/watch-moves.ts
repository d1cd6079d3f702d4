import { LINES, type Line } from '../../model/line.ts';
import { lineName } from '../../cli/names.ts';
import { text, type Language, type Text } from '../../model/text.ts';
import { HOST, VISITORS, CAST } from '../cast.ts';
import { DemoFailure } from '../failure.ts';
import { isSameMove, type ExpectedMove, type Move } from '../moves.ts';
import type { Stage } from '../stage/stage.ts';

/** Answers: do exactly the foreseen records change hands, each once, and when? */
export interface MoveWatch {
  /** Number of the last call in the sandbox's journal before it began. */
  readonly mark: number;
  readonly foreseen: readonly ExpectedMove[];
  readonly withinMs: number;
  /** Called about ten times a second. */
  onPoll(): void;
  onMove(move: Move): void | Promise<void>;
}

/** Resolves when all have happened; rejects at the first write that was not foreseen. */
export async function watchMoves(stage: Stage, watch: MoveWatch): Promise<void> {
  const missing = [...watch.foreseen];
  let { mark } = watch;
  await stage.until({
    expected: text(
      `the records change hands: ${movesText(watch.foreseen).en}`,
      `记录易手：${movesText(watch.foreseen).zh}`,
    ),
    withinMs: watch.withinMs,
    check: async () => {
      watch.onPoll();
      for (const move of stage.movesSince(mark)) {
        mark = move.number;
        const place = missing.findIndex((expected) => isSameMove(expected, move));
        if (place === -1) throw unforeseen(missing, move);
        missing.splice(place, 1);
        stage.foreseen.push(move);
        await watch.onMove(move);
      }
      return missing.length === 0 ? true : null;
    },
    found: () => text(`not yet: ${movesText(missing).en}`, `尚未发生：${movesText(missing).zh}`),
  });
}

export function unforeseen(missing: readonly ExpectedMove[], move: Move): DemoFailure {
  const none = text('no further write of an address record', '不再写入任何地址记录');
  const expected =
    missing.length === 0 ? none : text(`only ${movesText(missing).en}`, `仅 ${movesText(missing).zh}`);
  const { en, zh } = movesText([move]);
  return new DemoFailure(expected, text(`the record was written: ${en}`, `写入了记录：${zh}`));
}

/** `china-unicom (CU): B → C, overseas (OverSea): A → B`, in the order of the lines. */
export function movesText(moves: readonly ExpectedMove[]): Text {
  const ordered = [...moves].sort((a, b) => LINES.indexOf(a.line) - LINES.indexOf(b.line));
  const colon = { en: ': ', zh: '：' };
  const words = (language: Language): string =>
    ordered
      .map(
        ({ line, from, to }) => `${lineName(line, language)}${colon[language]}${from ?? '?'} → ${to ?? '?'}`,
      )
      .join(language === 'zh' ? '，' : ', ');
  return text(words('en'), words('zh'));
}

/** One move as it is told: who, from where to where, and how long it took. */
export function tellMove(stage: Stage, move: Move, seconds: number, since: Text): void {
  const { line, from, to } = move;
  const addresses = [from, to].map((name) => (name === null ? '?' : `${CAST[name].address} (${name})`));
  const words = addresses.join(' → ');
  stage.narrator.tell(
    text(
      `${lineName(line, 'en')}: ${words}, ${seconds.toFixed(1)} s after ${since.en}.`,
      `${lineName(line, 'zh')}：${words}，${since.zh}后 ${seconds.toFixed(1)} 秒。`,
    ),
    'good',
  );
}

/** Asks DNS as a visitor of the line would, and tells question and answer. */
export async function tellVisitor(stage: Stage, line: Line): Promise<void> {
  const address = (await stage.answers()).get(line) ?? '-';
  const { who, subnet } = VISITORS[line];
  stage.narrator.tell(
    text(
      `From now on ${who.en} (${subnet}) who asks for ${HOST} gets ${address}.`,
      `从现在起，${who.zh}（${subnet}）解析 ${HOST} 得到 ${address}。`,
    ),
  );
}
