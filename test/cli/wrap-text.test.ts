import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { displayWidth } from '../../src/cli/table.ts';
import { wrapText } from '../../src/cli/wrap-text.ts';

const LONG =
  '三个守护进程已启动：A 为主节点（leader），B、C 为从节点（follower）。若 B 只是失联，它也会写下“我还活着”，从而保有自己的线路。It does not.';

/** What cannot be broken is no longer. */
const LEAST = 16;

describe('wrapping a text', () => {
  it('keeps every line within the width, at every width', () => {
    for (let width = LEAST; width < 100; width += 1) {
      for (const line of wrapText(LONG, width).split('\n')) assert.ok(displayWidth(line) <= width, line);
    }
  });

  it('loses nothing but blanks at the breaks', () => {
    for (let width = LEAST; width < 100; width += 1) {
      assert.equal(wrapText(LONG, width).replace(/\s/g, ''), LONG.replace(/\s/g, ''));
    }
  });

  it('begins no line with closing and ends none with opening punctuation', () => {
    for (let width = LEAST; width < 100; width += 1) {
      for (const line of wrapText(LONG, width).split('\n')) {
        assert.doesNotMatch(line, /^[”、。！），：；？]/u);
        assert.doesNotMatch(line, /[“（]$/u);
      }
    }
  });

  it('leaves a word whole that is longer than the line, and keeps the line breaks there are', () => {
    assert.equal(
      wrapText('an http://127.0.0.1:44443/v1/status page', 10),
      'an\nhttp://127.0.0.1:44443/v1/status\npage',
    );
    assert.equal(wrapText('one\ntwo', 40), 'one\ntwo');
  });
});
