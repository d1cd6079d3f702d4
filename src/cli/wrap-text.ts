import { displayWidth } from './table.ts';

/**
 * Answers: where is a text broken so that it fits a terminal? At blanks and, as Chinese has none, before any
 * wide character that is no punctuation.
 */
export function wrapText(content: string, width: number): string {
  return content
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

/** A run of blanks; a word; or one wide character: the last two with the punctuation that must not begin a line. */
const UNBREAKABLE_PART =
  /\s+|[^\s\u2e80-\uffef]+[\u3001\u3002\u201d\uff01-\uff1f]*|[\u2e80-\uffef][\u3001\u3002\u201d\uff01-\uff1f]*/gu;

function wrapLine(line: string, width: number): string {
  const lines: string[] = [];
  let current = '';
  for (const part of line.match(UNBREAKABLE_PART) ?? []) {
    if (current.trim() !== '' && displayWidth(current + part.trimEnd()) > width) {
      lines.push(current.trimEnd());
      current = part.trimStart();
    } else {
      current += part;
    }
  }
  return [...lines, current.trimEnd()].join('\n');
}
