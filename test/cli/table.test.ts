import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { displayWidth, padTo, printable, tableLines } from '../../src/cli/table.ts';

describe('displayWidth', () => {
  const cases: readonly (readonly [what: string, text: string, width: number])[] = [
    ['nothing', '', 0],
    ['Latin letters', 'Guangzhou', 9],
    ['Chinese characters, two columns each', '中国电信', 8],
    ['both', 'CT 电信', 7],
    ['full-width punctuation', '（默认）', 8],
    ['half-width katakana', 'ｶﾀｶﾅ', 4],
    ['kana', 'ココア', 6],
    ['Hangul', '한국', 4],
    ['a combining accent, no column of its own', 'e\u0301', 1],
    ['an emoji', '🐰', 2],
    ['an emoji of several code points', '👩‍💻', 2],
    ['a flag', '🇨🇳', 2],
    ['a rare character beyond the basic plane', '𠮷', 2],
    ['an arrow', '→', 1],
    ['an ellipsis', '…', 1],
  ];
  for (const [what, content, width] of cases) {
    it(`gives ${width} for ${what}`, () => {
      assert.equal(displayWidth(content), width);
    });
  }
});

describe('tableLines', () => {
  it('keeps columns under each other with Chinese names among them', () => {
    const lines = tableLines(
      ['node', 'role'],
      [
        ['广州', 'leader'],
        ['Shanghai', 'follower'],
      ],
    );
    assert.deepEqual(lines, ['node      role', '广州      leader', 'Shanghai  follower']);
    const columns = lines.map((line) => displayWidth(line.slice(0, line.search(/(role|leader|follower)$/))));
    assert.deepEqual(new Set(columns), new Set([10]));
  });

  it('leaves no blanks at the end of a line', () => {
    assert.deepEqual(tableLines(['a', 'remark'], [['x', '']]), ['a  remark', 'x']);
  });

  it('takes the power over the terminal out of names', () => {
    const [, row = ''] = tableLines(['node'], [['\u001b[2J\u202eevil\r\n']]);
    for (const control of ['\u001b', '\r', '\n', '\u202e']) assert.ok(!row.includes(control));
    assert.match(row, /evil/);
  });
});

describe('padTo and printable', () => {
  it('pad by columns, not by characters, and never cut', () => {
    assert.equal(padTo('广州', 6), '广州  ');
    assert.equal(padTo('Guangzhou', 3), 'Guangzhou');
  });

  it('leave ordinary text as it is', () => {
    assert.equal(printable('博客 → www.example.com'), '博客 → www.example.com');
  });
});
