// Which node name fits a badge? One that XML can carry, that nobody can turn around, and that is not too wide.

/** Columns: a Latin letter takes one, a Chinese character or an emoji two. Users are told to choose eleven letters. */
const MAX_COLUMNS = 48;

// Not allowed in XML 1.0, or able to reorder the text around them.
const UNFIT = /[\p{Cc}\p{Cs}\u{FFFE}\u{FFFF}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{200E}\u{200F}]/gu;

const WIDE =
  /\p{Extended_Pictographic}|[\u{1100}-\u{115F}\u{2E80}-\u{A4CF}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE30}-\u{FE6F}\u{FF00}-\u{FF60}\u{FFE0}-\u{FFE6}\u{20000}-\u{3FFFD}]/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The name as a badge shows it, cut between characters as people see them, with an ellipsis for the rest. */
export function badgeName(name: string): string {
  const clean = name.replace(UNFIT, ' ').replace(/\s+/g, ' ').trim();
  let columns = 0;
  let kept = '';
  let keptWithEllipsis = '';
  for (const { segment } of segmenter.segment(clean)) {
    columns += WIDE.test(segment) ? 2 : 1;
    if (columns > MAX_COLUMNS) return `${keptWithEllipsis.trimEnd()}…`;
    kept += segment;
    if (columns < MAX_COLUMNS) keptWithEllipsis = kept;
  }
  return kept === '' ? '?' : kept;
}

/** The right half: `Guangzhou | 2/3`. */
export function badgeMessage(name: string, online: number, total: number): string {
  return `${badgeName(name)} | ${online}/${total}`;
}
