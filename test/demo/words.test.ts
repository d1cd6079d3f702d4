import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesTable } from '../../src/demo/lines-table.ts';
import { shorten } from '../../src/demo/shorten.ts';
import { namesText, secondsText } from '../../src/demo/words.ts';
import type { Line } from '../../src/model/line.ts';

describe('words of the demonstration', () => {
  it('join names as people do', () => {
    assert.deepEqual(namesText(['A']), { en: 'A', zh: 'A' });
    assert.deepEqual(namesText(['A', 'B', 'C']), { en: 'A, B and C', zh: 'A、B、C' });
  });

  it('give a span of seconds only when there is one', () => {
    assert.equal(secondsText([19.42]).en, '19.4 s');
    assert.equal(secondsText([19.41, 19.39]).zh, '19.4 秒');
    assert.equal(secondsText([20.06, 18.9]).en, '18.9–20.1 s');
  });

  it('are cut where a terminal ends, wide characters counted as two', () => {
    assert.equal(shorten('12345', 5), '12345');
    assert.equal(shorten('123456', 5), '1234…');
    assert.equal(shorten('一二三', 5), '一二…');
    assert.equal(shorten('一二三四', 6), '一二…');
  });
});

describe('the table of lines', () => {
  const answers = new Map<Line, string | null>([
    ['default', '127.0.0.11'],
    ['china-unicom', '127.0.0.13'],
    ['overseas', null],
  ]);

  it('says for whom a node stands in, and what has come back', () => {
    const before = new Map(answers).set('default', '127.0.0.12').set('china-unicom', '127.0.0.12');
    const { lines, isChanged } = linesTable(answers, before, 'zh');
    assert.match(lines[1] ?? '', /^默认 .* 127\.0\.0\.11 +A（已归还）$/);
    assert.match(lines[3] ?? '', /^中国联通 \(CU\) .* 127\.0\.0\.13 +C（代 B）$/);
    assert.deepEqual(
      lines.map((_line, index) => isChanged(index)),
      [false, true, false, true, false, false, false],
    );
  });

  it('does not hide that a visitor gets no answer', () => {
    assert.match(linesTable(answers, null, 'en').lines[6] ?? '', /^overseas \(OverSea\) .* - +\? \(for A\)$/);
  });
});
