import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rowsAsLines } from './rows.ts';
import { outcomeOf } from './samples.ts';
import { duration, grouped, markdownTable, summaryRows, withTable } from './summary.ts';
import { emptyTotals, withOutcome } from './totals.ts';

const TOTALS = withOutcome(
  emptyTotals(1, {}, null),
  outcomeOf(1, {
    ...{ faults: { stop: 1_500, crash: 7_000 }, moves: 2_000, races: 1 },
    ...{
      failoverMs: { F1: [66_000, 66_000, 84_200], 'F1n fast': [18_000] },
      providerCalls: { readZone: 70 },
    },
  }),
  90_000,
);

describe('the table at the end of a batch', () => {
  const lines = rowsAsLines(summaryRows(TOTALS), 'en');

  it('tells races in thousandths of moves, and failovers by percentile', () => {
    assert.ok(
      lines.some((line) => /^races +1 \(0\.50 ‰\)$/.test(line)),
      lines.join('\n'),
    );
    assert.ok(lines.some((line) => /^F1, holder died +p50 66 s, p99 85 s, max 84\.2 s \(3\)$/.test(line)));
    assert.ok(lines.some((line) => /^F1′, .+ \(fast\) +p50 18 s, p99 18 s, max 18\.0 s \(1\)$/.test(line)));
  });

  it('names the commonest faults first', () => {
    const [first, second] = lines.filter((line) => line.startsWith('  '));
    assert.match(first ?? '', /crash +7,000/);
    assert.match(second ?? '', /stop +1,500/);
  });

  it('has the same rows in both languages and as a document', () => {
    assert.equal(rowsAsLines(summaryRows(TOTALS), 'zh').length, lines.length);
    assert.equal(markdownTable(summaryRows(TOTALS), 'en').split('\n').length, lines.length + 2);
  });
});

describe('a table in a document', () => {
  it('takes the place of the one between its markers, and of nothing else', () => {
    const document = 'before\n<!-- sim -->\n\n| old |\n\n<!-- /sim -->\nafter';
    assert.equal(
      withTable(document, 'sim', '| new |'),
      'before\n<!-- sim -->\n\n| new |\n\n<!-- /sim -->\nafter',
    );
  });

  it('does not go anywhere without them', () => {
    assert.throws(() => withTable('nothing', 'sim', '| new |'), /no place/);
  });
});

describe('figures', () => {
  it('are grouped by thousands, whatever the machine', () => {
    assert.deepEqual([0, 999, 1_000, 1_234_567].map(grouped), ['0', '999', '1,000', '1,234,567']);
  });

  it('of time are as exact as it matters', () => {
    assert.deepEqual([1_250, 61_000, 3_720_000].map(duration), ['1.3 s', '1 min 1 s', '1 h 2 min']);
  });
});
