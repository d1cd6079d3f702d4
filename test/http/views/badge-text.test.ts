import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { badgeMessage, badgeName } from '../../../src/http/views/badge-text.ts';

describe('the name on a badge', () => {
  const rows = [
    ['a short name', 'Guangzhou', 'Guangzhou'],
    ['a Chinese name', '广州节点', '广州节点'],
    ['a Latin name of 48 letters', 'x'.repeat(48), 'x'.repeat(48)],
    ['a Latin name of 49 letters', 'x'.repeat(49), `${'x'.repeat(47)}…`],
    ['a Chinese name of 24 characters', '广'.repeat(24), '广'.repeat(24)],
    ['a Chinese name of 25 characters', '广'.repeat(25), `${'广'.repeat(23)}…`],
    ['a space before the cut', `${'x'.repeat(46)} yz`, `${'x'.repeat(46)}…`],
    ['families of emoji', '👨‍👩‍👧‍👦'.repeat(30), `${'👨‍👩‍👧‍👦'.repeat(23)}…`],
    ['control characters and line breaks', 'a\u0000b\nc', 'a b c'],
    ['characters that turn the text around', '\u202Eabc', 'abc'],
    ['half of an emoji', 'x\uD83D', 'x'],
    ['no name at all', ' ', '?'],
  ] as const;
  for (const [what, given, expected] of rows) {
    it(`is right for ${what}`, () => {
      assert.equal(badgeName(given), expected);
    });
  }

  it('stands before the nodes that are online, of all', () => {
    assert.equal(badgeMessage('Guangzhou', 2, 3), 'Guangzhou | 2/3');
  });
});
