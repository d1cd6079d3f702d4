/** What are lines, families, names and lists called in a sentence? */
import type { Family } from '../model/family.ts';
import type { Line } from '../model/line.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';

const LINE_WORDS: Readonly<Record<Line, Text>> = {
  default: text('default', '默认'),
  'china-telecom': text('china-telecom', '中国电信'),
  'china-unicom': text('china-unicom', '中国联通'),
  'china-mobile': text('china-mobile', '中国移动'),
  cernet: text('cernet', '教育网'),
  overseas: text('overseas', '境外'),
};

const NONE = text('none', '无');
/** Longer lists are cut off, with the number left out. */
const MAX_LISTED = 5;

export function lineWord(line: Line): Text {
  return LINE_WORDS[line];
}

export function lineList(lines: readonly Line[]): Text {
  return wordList(lines.map(lineWord));
}

export function familyList(families: readonly Family[]): Text {
  return wordList(families.map((family) => (family === 'v4' ? text('IPv4', 'IPv4') : text('IPv6', 'IPv6'))));
}

/** Friendly names in quotation marks. */
export function nameList(members: readonly { readonly name: string }[]): Text {
  return wordList(members.map(({ name }) => text(`"${name}"`, `“${name}”`)));
}

/** Plain words that are the same in both languages, e.g. domain names. */
export function plainList(words: readonly string[]): Text {
  return wordList(words.map((word) => text(word, word)));
}

export function wordList(words: readonly Text[]): Text {
  if (words.length === 0) return NONE;
  const shown = words.slice(0, MAX_LISTED);
  const left = words.length - shown.length;
  const en = shown.map((word) => word.en).join(', ');
  const zh = shown.map((word) => word.zh).join('、');
  return left === 0 ? text(en, zh) : text(`${en} and ${left} more`, `${zh}等 ${words.length} 项`);
}
