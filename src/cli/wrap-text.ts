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

/** Stays with what follows it, and with what stands before it, respectively. */
const OPENING = '\u2018\u201c\u300a\u300c\u3010\uff08';
const CLOSING = '\u2019\u201d\u3001\u3002\u300b\u300d\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f';

/** A run of blanks; a word; or one wide character: the last two with the punctuation that belongs to them. */
const UNBREAKABLE_PART = new RegExp(
  `\\s+|[${OPENING}]*(?:[^\\s${OPENING}\\u2e80-\\uffef]+|[\\u2e80-\\uffef]|[${OPENING}])[${CLOSING}]*`,
  'gu',
);

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
