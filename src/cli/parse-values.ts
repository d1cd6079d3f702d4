import { FAMILIES, type Family } from '../model/family.ts';
import { LINES, type Line } from '../model/line.ts';
import { text } from '../model/text.ts';
import { UsageError } from './usage-error.ts';

/** Answers: what did the person mean by a value on the command line? */

/** The Go program's line codes, which its users know by heart. `None`: no line at all. */
const LINE_CODES: Readonly<Record<string, Line>> = {
  default: 'default',
  ct: 'china-telecom',
  cu: 'china-unicom',
  cmcc: 'china-mobile',
  cnedu: 'cernet',
  oversea: 'overseas',
};

/** `CT,CU`, `china-telecom`, `none`: codes and names in any letter case, in the order of the lines, each once. */
export function parseLines(value: string, field = '--lines'): readonly Line[] {
  const words = listOf(value);
  if (words.length === 1 && words[0]?.toLowerCase() === 'none') return [];
  const lines = new Set(words.map((word) => parseLine(word, field)));
  return LINES.filter((line) => lines.has(line));
}

export function parseLine(word: string, field: string): Line {
  const wanted = word.toLowerCase();
  const line = LINE_CODES[wanted] ?? LINES.find((name) => name === wanted);
  if (line !== undefined) return line;
  const names = LINES.join(', ');
  throw new UsageError(text(`${field}: "${word}" is no line.`, `${field}：“${word}”不是有效的线路。`), {
    field,
    hint: text(
      `Allowed: default, CT, CU, CMCC, CNEdu, OverSea (or ${names}); None alone for no line.`,
      `可用：default、CT、CU、CMCC、CNEdu、OverSea（或 ${names}）；不承载任何线路时单独写 None。`,
    ),
  });
}

const FAMILY_WORDS: Readonly<Record<string, readonly Family[]>> = {
  v4: ['v4'],
  ipv4: ['v4'],
  v6: ['v6'],
  ipv6: ['v6'],
  both: ['v4', 'v6'],
};

/** `v4`, `v4,v6`, and the Go program's `IPV4`, `IPV6`, `Both`. */
export function parseFamilies(value: string): readonly Family[] {
  const families = new Set(
    listOf(value).flatMap((word) => {
      const meant = FAMILY_WORDS[word.toLowerCase()];
      if (meant !== undefined) return meant;
      throw new UsageError(
        text(`--families: "${word}" is no address family.`, `--families：“${word}”不是有效的地址类型。`),
        {
          field: '--families',
          hint: text('Allowed: v4, v6, or both as v4,v6.', '可用：v4、v6，或同时使用 v4,v6。'),
        },
      );
    }),
  );
  return FAMILIES.filter((family) => families.has(family));
}

/** A whole number from `least` to `most`. */
export function parseWhole(value: string, field: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(
    text(
      `${field} must be a whole number from ${least} to ${most}; found "${value}".`,
      `${field} 必须是 ${least} 到 ${most} 的整数，实际为“${value}”。`,
    ),
    { field },
  );
}

/** `http://host:port` or `https://…`, without a final slash. */
export function parseUrl(value: string, field: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isUsable =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.search === '' &&
    url.hash === '';
  if (isUsable) return value.replace(/\/+$/, '');
  throw new UsageError(
    text(
      `${field} must be an address like http://203.0.113.7:44443.`,
      `${field} 必须是形如 http://203.0.113.7:44443 的地址。`,
    ),
    { field },
  );
}

/** Comma-separated, Chinese commas too; blanks around entries do not count. */
export function listOf(value: string): readonly string[] {
  return value
    .split(/[,\uff0c\u3001]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** `all` or a list. An empty list is refused, since it would read like "all" to some and "none" to others. */
export function parseAllOrList(value: string, field: string): 'all' | readonly string[] {
  const words = listOf(value);
  if (words.length === 1 && words[0]?.toLowerCase() === 'all') return 'all';
  if (words.length > 0) return words;
  throw new UsageError(
    text(`${field} needs "all" or a comma-separated list.`, `${field} 需要写 all 或以逗号分隔的列表。`),
    { field },
  );
}
