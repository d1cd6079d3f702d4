/**
 * Answers: how are rows laid out so that columns stand under each other, with Chinese names among them?
 * Terminals give East Asian wide characters two columns; `String.length` does not know that.
 */

/** Code point ranges that take two columns (Unicode East Asian Width W and F, blocks only). */
const WIDE_RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

const PLAIN_ASCII = /^[\x20-\x7e]*$/;
const WIDTHLESS = /^(?:\p{Mark}|\p{Control}|\p{Format})/u;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;

let segmenter: Intl.Segmenter | null = null;

/** Columns that a text takes on a terminal. */
export function displayWidth(text: string): number {
  if (PLAIN_ASCII.test(text)) return text.length;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += clusterWidth(segment);
  return width;
}

function clusterWidth(cluster: string): number {
  const first = cluster.codePointAt(0) ?? 0;
  if (WIDTHLESS.test(cluster)) return 0;
  if (EMOJI.test(cluster)) return 2;
  return WIDE_RANGES.some(([from, to]) => first >= from && first <= to) ? 2 : 1;
}

/** Pads with spaces on the right up to `width` columns; longer texts stay whole. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/**
 * Takes control characters out of a text that came from elsewhere (a node's name, an answer), so that it
 * can neither move the cursor nor recolour the terminal.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Control}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

const GAP = '  ';

/** Header and rows as lines, columns two spaces apart, no trailing blanks. */
export function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [header, ...rows].map((row) => row.map(printable));
  const widths = header.map((_, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))));
  return all.map((row) =>
    widths
      .map((width, column) => padTo(row[column] ?? '', width))
      .join(GAP)
      .trimEnd(),
  );
}
