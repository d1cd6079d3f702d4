import { lineName } from '../cli/names.ts';
import { tableLines } from '../cli/table.ts';
import { LINES, type Line } from '../model/line.ts';
import { text, type Language, type Text } from '../model/text.ts';
import { nodeAt, ownerOf, VISITORS } from './cast.ts';

/** Answers: line → node → address, as it stands now and as it differs from before. */
export type Answers = ReadonlyMap<Line, string | null>;

export interface LinesTable {
  /** Header first. */
  readonly lines: readonly string[];
  /** Whether the line with this index says something new. */
  readonly isChanged: (index: number) => boolean;
}

const HEADER: readonly Text[] = [
  text('line', '线路'),
  text('asked from', '访客网段'),
  text('DNS answer', '解析结果'),
  text('node', '节点'),
];

/** `before` null: nothing to compare with. */
export function linesTable(now: Answers, before: Answers | null, language: Language): LinesTable {
  const isChanged = (line: Line): boolean => before !== null && before.get(line) !== now.get(line);
  const rows = LINES.map((line) => {
    const address = now.get(line) ?? null;
    const former = isChanged(line) ? (before?.get(line) ?? null) : null;
    return [
      lineName(line, language),
      VISITORS[line].subnet,
      address ?? '-',
      holder(line, address, former, language),
    ];
  });
  const header = HEADER.map((word) => word[language]);
  return {
    lines: tableLines(header, rows),
    isChanged: (index) => {
      const line = LINES[index - 1];
      return line !== undefined && isChanged(line);
    },
  };
}

/** `C for B`, `B again`, `A`. */
function holder(line: Line, address: string | null, former: string | null, language: Language): string {
  const node = nodeAt(address) ?? '?';
  const owner = ownerOf(line);
  if (node !== owner) return language === 'zh' ? `${node}（代 ${owner}）` : `${node} (for ${owner})`;
  if (former === null) return node;
  return language === 'zh' ? `${node}（已归还）` : `${node} (again)`;
}
