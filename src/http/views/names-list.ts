// How are several things put into a sentence? Joined, and cut where nobody would read on.
import { LINES, type Line } from '../../model/line.ts';
import { text, type Text } from '../../model/text.ts';
import { LINE_NAMES } from './texts.ts';

const SHOWN = 5;

/** `A, B and 3 more`; each thing once, in the order given. */
export function joinNames(names: readonly string[]): Text {
  return joinTexts([...new Set(names)].map((name) => text(name, name)));
}

/** The lines' names in the order in which lines are shown. */
export function joinLines(lines: Iterable<Line>): Text {
  const wanted = new Set(lines);
  return joinTexts(LINES.filter((line) => wanted.has(line)).map((line) => LINE_NAMES[line]));
}

function joinTexts(parts: readonly Text[]): Text {
  const shown = parts.length > SHOWN + 1 ? parts.slice(0, SHOWN) : parts;
  const rest = parts.length - shown.length;
  const en = shown.map((part) => part.en).join(', ');
  const zh = shown.map((part) => part.zh).join('、');
  return rest === 0 ? text(en, zh) : text(`${en} and ${rest} more`, `${zh}等 ${parts.length} 个`);
}

/** `1 record`, `2 records`. */
export function countOf(count: number, singular: string): string {
  return `${count} ${singular}${count === 1 ? '' : 's'}`;
}
