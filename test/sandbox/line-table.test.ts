import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '../../src/model/app-error.ts';
import { EXAMPLE_LINE_TABLE, lineChooser } from '../../src/sandbox/line-table.ts';

describe('the line table', () => {
  it('answers by the longest block that holds the address', () => {
    const lineOf = lineChooser({
      telecom: ['10.0.0.0/8', '2001:db8::/32'],
      unicom: ['10.1.0.0/16', '2001:db8:2::/48'],
    });
    const rows: readonly [address: string, line: string, prefix: number | null][] = [
      ['10.2.0.1', 'telecom', 8],
      ['10.1.255.255', 'unicom', 16],
      ['::ffff:10.1.0.1', 'unicom', 16],
      ['11.0.0.1', 'default', null],
      ['2001:db8:2::1', 'unicom', 48],
      ['2001:0db8:0003:0000::1', 'telecom', 32],
      ['::1', 'default', null],
      ['no address', 'default', null],
    ];
    assert.deepEqual(
      rows.map(([address]) => lineOf(address)),
      rows.map(([, line, prefix]) => ({ line, prefix })),
    );
  });

  it('knows an address of every ordinary line in the example', () => {
    const lineOf = lineChooser(EXAMPLE_LINE_TABLE);
    const visitors = ['101.80.0.1', '123.112.0.1', '111.1.2.3', '166.111.4.100', '8.8.8.8', '127.0.0.1'];
    assert.deepEqual(
      visitors.map((address) => lineOf(address).line),
      ['telecom', 'unicom', 'mobile', 'edu', 'oversea', 'default'],
    );
  });

  for (const [what, table, field] of [
    ['an unknown line', { telekom: ['10.0.0.0/8'] }, 'lineTable.telekom'],
    ['bits behind the prefix', { telecom: ['10.0.0.1/8'] }, 'lineTable.telecom'],
    ['a prefix that is too long', { telecom: ['10.0.0.0/33'] }, 'lineTable.telecom'],
    ['what is no block', { telecom: ['ten'] }, 'lineTable.telecom'],
  ] as const) {
    it(`refuses ${what} and names it`, () => {
      assert.throws(
        () => lineChooser(table),
        (error) => error instanceof AppError && error.field === field,
      );
    });
  }
});
