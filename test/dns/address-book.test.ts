import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Claim } from '../../src/dns/claim.ts';
import { AddressBook } from '../../src/dns/address-book.ts';

const NOW = 1_000;

/** Claims in the order of receipt: node, present address, former ones. */
function aBook(...claims: readonly (readonly [string, string | null, ...string[]])[]): AddressBook {
  const book = new AddressBook();
  claims.forEach(([id, current, ...previous], at) => {
    book.note(id, 'v4', current, previous, at);
  });
  return book;
}

describe('whose address a value is', () => {
  const cases = [
    { name: 'nobody has claimed it', book: aBook(['b', '1.1.1.2']), holder: null },
    { name: 'the one that has it', book: aBook(['b', '1.1.1.1']), holder: 'b' },
    { name: 'the one that had it', book: aBook(['b', '1.1.1.2', '1.1.1.1']), holder: 'b' },
    {
      name: 'mine, though another claims it too',
      book: aBook(['me', '1.1.1.1'], ['b', '1.1.1.1']),
      holder: 'me',
    },
    {
      name: 'mine of old, unless another has it now',
      book: aBook(['me', '1.1.1.1'], ['me', '1.1.1.2']),
      holder: 'me',
    },
    {
      name: 'another’s that has it now, mine of old',
      book: aBook(['me', '1.1.1.1'], ['me', '1.1.1.2'], ['b', '1.1.1.1']),
      holder: 'b',
    },
    { name: 'of two that have it, the later', book: aBook(['b', '1.1.1.1'], ['c', '1.1.1.1']), holder: 'c' },
    {
      name: 'having beats having had, whoever spoke last',
      book: aBook(['b', '1.1.1.1'], ['c', '1.1.1.2', '1.1.1.1']),
      holder: 'b',
    },
  ];
  for (const { name, book, holder } of cases) {
    it(`${name}: ${holder ?? 'unknown'}`, () => {
      assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), holder);
    });
  }

  it('families do not mix', () => {
    assert.equal(aBook(['b', '1.1.1.1']).holderOf('1.1.1.1', 'v6', 'me'), null);
  });

  it('after a swap of addresses each value is its present owner’s', () => {
    const book = aBook(['b', '1.1.1.1'], ['c', '1.1.1.2'], ['b', '1.1.1.2'], ['c', '1.1.1.1']);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'c');
    assert.equal(book.holderOf('1.1.1.2', 'v4', 'me'), 'b');
  });
});

describe('two present claims to one address', () => {
  it('count in the order in which they were made, not in that in which they are heard of', () => {
    const book = new AddressBook();
    book.note('b', 'v4', '1.1.1.1', [], NOW);
    const stored = book.note('c', 'v4', '1.1.1.1', [], NOW - 600);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'b');
    const again = new AddressBook();
    again.load(stored);
    assert.equal(again.holderOf('1.1.1.1', 'v4', 'me'), 'b', 'after a restart as well');
  });

  it('a repetition makes none younger', () => {
    const book = new AddressBook();
    book.note('b', 'v4', '1.1.1.1', [], NOW - 600);
    book.note('b', 'v4', '1.1.1.1', [], NOW);
    book.note('c', 'v4', '1.1.1.1', [], NOW - 10);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'c');
  });

  it('one from the store is older than any', () => {
    const book = new AddressBook();
    book.load([{ nodeId: 'b', family: 'v4', address: '1.1.1.1', kind: 'current', order: 41 }]);
    book.note('b', 'v4', '1.1.1.1', [], NOW);
    book.note('c', 'v4', '1.1.1.1', [], NOW - 600);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'c');
  });

  it('of a node that was no member meanwhile, the new one counts', () => {
    const book = aBook(['b', '1.1.1.1']);
    book.keepOnly(new Set(['c']));
    book.note('c', 'v4', '1.1.1.1', [], NOW);
    book.note('b', 'v4', '1.1.1.1', [], NOW + 10);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'b');
  });
});

describe('who of several had an address last', () => {
  const MINUTE = 60_000;
  const holder = (book: AddressBook): string | null => book.holderOf('1.1.1.1', 'v4', 'me');
  /** B claims what A has, and gives it up ten minutes later. A was last heard at `heardAt`. */
  function aVisit(heardAt: number): AddressBook {
    const book = aBook(['a', '1.1.1.1']);
    book.note('b', 'v4', '1.1.1.1', [], MINUTE);
    book.note('a', 'v4', '1.1.1.1', [], heardAt);
    book.note('b', 'v4', '1.1.1.2', ['1.1.1.1'], 11 * MINUTE);
    return book;
  }

  it('is the one that gave it up, if the one before has been silent since before that', () => {
    assert.equal(holder(aVisit(0)), 'b');
    assert.equal(holder(aVisit(MINUTE - 1)), 'b', 'it died before the other one came');
    assert.equal(holder(aVisit(9 * MINUTE - 1)), 'b', 'it died, and had not noticed the loss');
  });

  it('is the one that still claims it, if it was heard of late or is heard again', () => {
    assert.equal(holder(aVisit(9 * MINUTE)), 'a');
    const book = aVisit(0);
    book.note('a', 'v4', '1.1.1.1', [], 12 * MINUTE);
    assert.equal(holder(book), 'a');
  });

  it('is the one that went on claiming it for long, also when it has given it up', () => {
    const book = aVisit(10 * MINUTE);
    const stored = book.note('a', 'v4', '1.1.1.1', [], 13 * MINUTE);
    book.note('a', 'v4', '1.1.1.3', [], 14 * MINUTE);
    assert.equal(holder(book), 'a');
    assert.equal(stored.length, 1, 'and this is stored');
  });

  it('is the one that claimed it later, if the other one may not have noticed its loss', () => {
    const book = aVisit(10 * MINUTE);
    book.note('a', 'v4', '1.1.1.1', [], 13 * MINUTE - 1);
    book.note('a', 'v4', '1.1.1.3', [], 13 * MINUTE);
    assert.equal(holder(book), 'b');
  });

  it('goes by the stored order as long as the one that claims it has not spoken', () => {
    const book = new AddressBook();
    book.load([
      { nodeId: 'a', family: 'v4', address: '1.1.1.1', kind: 'current', order: 3 },
      { nodeId: 'b', family: 'v4', address: '1.1.1.1', kind: 'previous', order: 4 },
    ]);
    assert.equal(holder(book), 'b');
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'a'), 'a', 'to itself it is its own');
    book.note('a', 'v4', '1.1.1.1', [], NOW);
    assert.equal(holder(book), 'a');
  });

  it('is not one that claims it again for a moment: it had not looked yet', () => {
    for (const [lastsMs, expected] of [
      [14_000, 'b'],
      [15_000, 'a'],
    ] as const) {
      const book = aVisit(0);
      book.note('a', 'v4', '1.1.1.3', [], 12 * MINUTE);
      book.note('b', 'v4', '1.1.1.1', [], 13 * MINUTE);
      book.note('a', 'v4', '1.1.1.1', [], 20 * MINUTE);
      const stored = book.note('a', 'v4', '1.1.1.3', [], 20 * MINUTE + lastsMs);
      assert.deepEqual(
        stored.map(({ address, kind }) => `${address} ${kind}`),
        ['1.1.1.1 previous', '1.1.1.3 current'],
      );
      book.note('b', 'v4', '1.1.1.2', [], 21 * MINUTE);
      assert.equal(holder(book), expected);
    }
  });

  it('is one that has claimed it for the first time, however shortly', () => {
    const book = aBook(['a', '1.1.1.1']);
    book.note('b', 'v4', '1.1.1.1', [], MINUTE);
    book.note('b', 'v4', '1.1.1.2', [], MINUTE + 1_000);
    book.note('a', 'v4', '1.1.1.3', [], MINUTE + 2_000);
    assert.equal(holder(book), 'b');
  });

  it('goes by the stored order when the one that claimed it once more gives it up soon after a start', () => {
    for (const [saidAt, expected] of [
      [NOW + 2 * MINUTE - 1, 'b'],
      [NOW + 2 * MINUTE, 'a'],
    ] as const) {
      const book = new AddressBook();
      const one = { family: 'v4', address: '1.1.1.1', kind: 'previous' } as const;
      const stored: Claim[] = [
        { ...one, nodeId: 'a', kind: 'current', order: 3 },
        { ...one, nodeId: 'b', order: 4 },
      ];
      book.load(stored, NOW);
      for (const at of [NOW, saidAt]) book.note('a', 'v4', '1.1.1.1', [], at);
      book.note('a', 'v4', '1.1.1.3', ['1.1.1.1'], saidAt + 1);
      assert.equal(holder(book), expected);
    }
  });

  it('is not one that tells it as a former address, if another one was seen to have it', () => {
    const book = aBook(['b', '1.1.1.1'], ['b', '1.1.1.2'], ['a', '1.1.1.3', '1.1.1.1']);
    assert.equal(holder(book), 'b');
  });
});

describe('a former address that another one tells of', () => {
  /** I had it and gave it up; then B, a new member, says that it has had it, too. */
  function aTelling(): AddressBook {
    return aBook(['me', '1.1.1.1'], ['me', '1.1.1.2'], ['b', '1.1.1.3', '1.1.1.1']);
  }

  it('is undated until somebody is seen to have it', () => {
    const book = aTelling();
    assert.equal(book.isUndated('1.1.1.1', 'v4'), true);
    assert.equal(book.isUndated('1.1.1.2', 'v4'), false);
    assert.equal(book.isUndated('1.1.1.1', 'v6'), false);
    book.note('c', 'v4', '1.1.1.1', [], NOW);
    book.note('c', 'v4', '1.1.1.4', [], NOW);
    assert.equal(book.isUndated('1.1.1.1', 'v4'), false);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'c');
  });

  it('is undated also if the one that tells of it has been a member before, and dated when it is none any more', () => {
    const book = aBook(['b', '1.1.1.1'], ['b', '1.1.1.2'], ['me', '1.1.1.1'], ['me', '1.1.1.9']);
    assert.equal(book.isUndated('1.1.1.1', 'v4'), false, 'it was seen');
    book.keepOnly(new Set(['me']));
    book.note('b', 'v4', '1.1.1.2', ['1.1.1.1'], NOW);
    assert.equal(book.isUndated('1.1.1.1', 'v4'), true);
    book.keepOnly(new Set(['me']));
    assert.equal(book.isUndated('1.1.1.1', 'v4'), false);
  });

  it('is dated if somebody has it at that time', () => {
    const book = aBook(['me', '1.1.1.1'], ['b', '1.1.1.3', '1.1.1.1'], ['me', '1.1.1.2']);
    assert.equal(book.isUndated('1.1.1.1', 'v4'), false);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'me');
  });
});

describe('an address with which its node cannot serve', () => {
  /** B took over the address that C had; C has none now and was heard of it last. */
  function aSwap(): AddressBook {
    const book = aBook(['b', '1.1.1.1'], ['c', '1.1.1.1']);
    book.noteFitness('c', 'v4', false);
    return book;
  }

  it('is the one’s that serves with it, though the other claimed it later', () => {
    assert.equal(aSwap().holderOf('1.1.1.1', 'v4', 'me'), 'b');
  });

  it('is not mine either, once another one serves with it', () => {
    assert.equal(aSwap().holderOf('1.1.1.1', 'v4', 'c'), 'b');
  });

  it('stays its own as long as nobody serves with it, former claims notwithstanding', () => {
    const book = aSwap();
    book.note('b', 'v4', '1.1.1.2', [], NOW);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'c');
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'c'), 'c');
  });

  it('stays mine when nobody who claims it can serve', () => {
    const book = aSwap();
    book.noteFitness('b', 'v4', false);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'b'), 'b');
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'c'), 'c');
  });

  it('counts again once it can, or when it tells a new one', () => {
    const again = aSwap();
    again.noteFitness('c', 'v4', true);
    assert.equal(again.holderOf('1.1.1.1', 'v4', 'me'), 'c');
    const other = aSwap();
    other.note('b', 'v4', '1.1.1.3', [], NOW);
    other.note('c', 'v4', '1.1.1.3', [], NOW);
    assert.equal(other.holderOf('1.1.1.3', 'v4', 'me'), 'c');
  });

  it('in the other family is judged by itself', () => {
    const book = aBook(['b', '1.1.1.1'], ['c', '1.1.1.1']);
    book.noteFitness('c', 'v6', false);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'c');
  });
});

describe('what the book remembers', () => {
  it('answers the claims that are new, and nothing when they are not', () => {
    const book = new AddressBook();
    const first = book.note('b', 'v4', '1.1.1.1', ['1.1.1.9'], NOW);
    assert.deepEqual(
      first.map(({ address, kind }) => [address, kind]),
      [
        ['1.1.1.9', 'previous'],
        ['1.1.1.1', 'current'],
      ],
    );
    assert.deepEqual(book.note('b', 'v4', '1.1.1.1', ['1.1.1.9'], NOW), []);
    const second = book.note('b', 'v4', '1.1.1.2', [], NOW);
    assert.deepEqual(
      second.map(({ address, kind }) => [address, kind]),
      [
        ['1.1.1.1', 'previous'],
        ['1.1.1.2', 'current'],
      ],
    );
  });

  it('goes on counting after a restart', () => {
    const book = new AddressBook();
    book.load([{ nodeId: 'b', family: 'v4', address: '1.1.1.1', kind: 'current', order: 41 }]);
    const [claim] = book.note('c', 'v4', '1.1.1.1', [], NOW);
    assert.equal(claim?.order, 42);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'c');
  });

  it('keeps no more after a restart than before it', () => {
    const book = new AddressBook();
    const claims = Array.from({ length: 20 }, (_, index) => index + 1).map(
      (order) => ({ nodeId: 'b', family: 'v4', address: `1.1.1.${order}`, kind: 'previous', order }) as const,
    );
    book.load(claims);
    assert.equal(book.previousOf('b', 'v4').length, 16);
    assert.equal(book.holderOf('1.1.1.4', 'v4', 'me'), null);
    assert.equal(book.holderOf('1.1.1.5', 'v4', 'me'), 'b');
  });

  it('an unknown present address leaves the former one as previous', () => {
    const book = aBook(['b', '1.1.1.1'], ['b', null]);
    assert.equal(book.currentOf('b', 'v4'), null);
    assert.deepEqual(book.previousOf('b', 'v4'), ['1.1.1.1']);
  });

  it('the last 16 former addresses are kept, newest first', () => {
    const book = new AddressBook();
    for (let last = 1; last <= 20; last += 1) book.note('b', 'v4', `1.1.1.${last}`, [], last);
    const previous = book.previousOf('b', 'v4');
    assert.equal(previous.length, 16);
    assert.deepEqual([previous[0], previous[15]], ['1.1.1.19', '1.1.1.4']);
  });

  it('forgets nodes that are no members', () => {
    const book = aBook(['b', '1.1.1.1'], ['c', '1.1.1.2']);
    book.keepOnly(new Set(['c']));
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), null);
    assert.equal(book.holderOf('1.1.1.2', 'v4', 'me'), 'c');
  });

  it('knows of one that is added again after whom it had an address', () => {
    const claims = [
      ['me', '1.1.1.1'],
      ['me', '1.1.1.9'],
      ['b', '1.1.1.1'],
    ] as const;
    const book = aBook(...claims);
    book.keepOnly(new Set(['me']));
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'me');
    book.note('b', 'v4', '1.1.1.2', ['1.1.1.1'], NOW);
    assert.equal(book.holderOf('1.1.1.1', 'v4', 'me'), 'b');
    const reverse = aBook(['b', '1.1.1.1'], ['b', '1.1.1.2'], ['me', '1.1.1.1'], ['me', '1.1.1.9']);
    reverse.keepOnly(new Set(['me']));
    reverse.note('b', 'v4', '1.1.1.2', ['1.1.1.1'], NOW);
    assert.equal(reverse.holderOf('1.1.1.1', 'v4', 'me'), 'me');
  });
});
