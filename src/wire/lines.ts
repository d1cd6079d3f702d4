// Which word of the wire stands for which line and which address family?
import { z } from 'zod';

import { FAMILIES } from '../model/family.ts';
import type { Family } from '../model/family.ts';
import { LINES, isLine } from '../model/line.ts';
import type { Line } from '../model/line.ts';

const LINE_CODES: Readonly<Record<Line, string>> = {
  default: 'default',
  'china-telecom': 'CT',
  'china-unicom': 'CU',
  'china-mobile': 'CMCC',
  cernet: 'CNEdu',
  overseas: 'OverSea',
};

/** The word for "this node serves no line". */
export const NO_LINE_CODE = 'None';

const NETWORK_TYPES = ['IPV4', 'IPV6', 'Both', ''] as const;

export function lineCode(line: Line): string {
  return LINE_CODES[line];
}

/** null: no code of a line (`None`, or one that a later version may have added). Letter case does not matter. */
export function lineOfCode(code: string): Line | null {
  const wanted = code.trim().toLowerCase();
  return LINES.find((line) => LINE_CODES[line].toLowerCase() === wanted) ?? null;
}

/** Each line once, in the order given; codes that name no line are left out. */
export function linesOfCodes(codes: readonly string[]): readonly Line[] {
  return [...new Set(codes.map(lineOfCode).filter((line) => line !== null))];
}

/** As people write it: our name or the wire's code, in any letter case. */
export function lineOfWord(word: string): Line | null {
  const wanted = word.trim().toLowerCase();
  return isLine(wanted) ? wanted : lineOfCode(word);
}

/** `''` on a node that has not been given any family yet. */
export function networkType(families: readonly Family[]): string {
  const v4 = families.includes('v4');
  const v6 = families.includes('v6');
  if (v4 && v6) return 'Both';
  if (v4) return 'IPV4';
  return v6 ? 'IPV6' : '';
}

export const networkTypeSchema = z
  .preprocess(
    (value) =>
      typeof value === 'string'
        ? (NETWORK_TYPES.find((type) => type.toLowerCase() === value.trim().toLowerCase()) ?? value)
        : (value ?? ''),
    z.enum(NETWORK_TYPES),
  )
  .transform((type): readonly Family[] => {
    if (type === 'Both') return FAMILIES;
    if (type === 'IPV4') return ['v4'];
    return type === 'IPV6' ? ['v6'] : [];
  });
