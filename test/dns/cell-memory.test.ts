import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freshCellMemory, strangeAfter } from '../../src/dns/cell-memory.ts';
import type { CellMemory } from '../../src/dns/cell-memory.ts';

const VALUE = '47.92.0.9';
const after = (differing: Partial<CellMemory>, isStrange: boolean, mineSince: number | null): unknown =>
  strangeAfter({ ...freshCellMemory, ...differing }, VALUE, isStrange, mineSince);
const since = (strangeSince: number | null): unknown => ({ strangeValue: VALUE, strangeSince });

describe('what is remembered of a value that is not known to be by me', () => {
  it('counts from when it is mine, and not from when it was another’s', () => {
    assert.deepEqual(after({}, true, null), since(null));
    assert.deepEqual(after({ strangeValue: VALUE }, false, 5), since(5));
    assert.deepEqual(after({ strangeValue: VALUE, strangeSince: 5 }, false, 9), since(5));
  });

  it('counts anew when it was another’s in between, or another value was there', () => {
    assert.deepEqual(after({ strangeValue: VALUE, strangeSince: 5 }, true, null), since(null));
    assert.deepEqual(after({ strangeValue: '47.92.0.8', strangeSince: 5 }, true, 9), since(9));
  });

  it('is nothing where the value is not strange', () => {
    const nothing = { strangeValue: null, strangeSince: null };
    assert.deepEqual(after({ strangeValue: '47.92.0.8', strangeSince: 5 }, false, 9), nothing);
  });
});
