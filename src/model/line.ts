/**
 * The lines (ISP views) a record can be answered for, in the order in which they are shown.
 * `default` answers whoever no other line matches; some node must have it.
 */
export const LINES = [
  'default',
  'china-telecom',
  'china-unicom',
  'china-mobile',
  'cernet',
  'overseas',
] as const;

export type Line = (typeof LINES)[number];

export function isLine(value: string): value is Line {
  return (LINES as readonly string[]).includes(value);
}
