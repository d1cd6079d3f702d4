import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import { isInBlock, parseAddress, parseBlock, type Block } from './cidr.ts';
import { lineEntry } from './line-catalog.ts';

/** Line code to the address blocks of its visitors. */
export type LineTable = Readonly<Record<string, readonly string[]>>;

/**
 * An example to play with, **not** a geographic database: one or two well-known blocks per line, so that
 * `dig +subnet=` with a familiar address shows something sensible, and blocks reserved for documentation
 * and benchmarks, which nobody owns, for tests and texts. Whoever needs more gives a table of their own.
 */
export const EXAMPLE_LINE_TABLE: LineTable = {
  telecom: ['101.80.0.0/12', '240e::/18', '198.51.100.0/24', '2001:db8:1::/48'],
  unicom: ['123.112.0.0/12', '2408:8000::/20', '203.0.113.0/24', '2001:db8:2::/48'],
  mobile: ['111.0.0.0/10', '2409:8000::/20', '192.0.2.0/24', '2001:db8:3::/48'],
  edu: ['166.111.0.0/16', '2001:da8::/32', '198.18.4.0/24', '2001:db8:4::/48'],
  oversea: ['8.8.8.0/24', '1.1.1.0/24', '2001:4860::/32', '198.18.5.0/24', '2001:db8:5::/48'],
};

export interface LineMatch {
  /** `default` when no block fits. */
  readonly line: string;
  /** Length of the block that decided; null when none did. */
  readonly prefix: number | null;
}

export type LineChooser = (address: string) => LineMatch;

/** Reads the table once and answers by the longest block that holds an address. */
export function lineChooser(table: LineTable): LineChooser {
  const rows: { readonly line: string; readonly block: Block }[] = [];
  for (const [line, blocks] of Object.entries(table)) {
    if (lineEntry(line) === null)
      throw badTable(line, `no line has the code "${line}"`, `没有代码为“${line}”的线路`);
    for (const entry of blocks) {
      const block = parseBlock(entry);
      if (block === null) {
        throw badTable(line, `"${entry}" is not an address block`, `“${entry}”不是地址段`);
      }
      rows.push({ line, block });
    }
  }
  rows.sort((a, b) => b.block.prefix - a.block.prefix);
  return (address) => {
    const parsed = parseAddress(address);
    const row = parsed === null ? undefined : rows.find(({ block }) => isInBlock(parsed, block));
    return row === undefined
      ? { line: 'default', prefix: null }
      : { line: row.line, prefix: row.block.prefix };
  };
}

function badTable(line: string, en: string, zh: string): AppError {
  return new AppError('invalid', text(`The sandbox's line table: ${en}.`, `沙箱的线路表有误：${zh}。`), {
    field: `lineTable.${line}`,
    hint: text(
      'Give line codes such as telecom, each with blocks such as 101.80.0.0/12.',
      '请使用 telecom 之类的线路代码，并为其列出 101.80.0.0/12 之类的地址段。',
    ),
  });
}
