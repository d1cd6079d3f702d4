import { displayWidth } from '../cli/table.ts';

/** Answers: what is left of a line that must not be wider than a terminal? */
export function shorten(line: string, width: number): string {
  if (displayWidth(line) <= width) return line;
  let kept = '';
  for (const character of line) {
    if (displayWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
