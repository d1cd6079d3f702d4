import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveTimers } from '../../src/config/timers.ts';
import type { SharedQuestion, ToldPicture } from '../../src/dns/shared-reads.ts';
import { promptedReadAt, sharedReadAt, shownAt } from '../../src/dns/shared-reads.ts';

const SECOND = 1_000;
const TIMERS = resolveTimers('normal');

/** Told by a peer: the picture `digest`, shown at `shown`, its own read at `own`, in seconds. */
const told = (digest: string, shown: number, own: number): ToldPicture => ({
  digest,
  shownAt: shown * SECOND,
  ownReadAt: own * SECOND,
});

/** Node `m`, whose own read of picture `x` was sent at 1000 s. */
const question = (
  peers: Readonly<Record<string, ToldPicture>>,
  more: Partial<SharedQuestion> = {},
): SharedQuestion => ({
  selfId: 'm',
  digest: 'x',
  ownReadAt: 1000 * SECOND,
  told: new Map(Object.entries(peers)),
  promptsInRow: 0,
  spread: 1.1,
  timers: TIMERS,
  ...more,
});

describe('the next regular read', () => {
  const rows: readonly { name: string; peers: Readonly<Record<string, ToldPicture>>; due: number | null }[] =
    [
      { name: 'nobody tells: as if alone', peers: {}, due: null },
      { name: 'all believe something else: as if alone', peers: { p: told('y', 1030, 1030) }, due: null },
      {
        name: 'my own is the oldest: recSlow after the newest',
        peers: { p: told('x', 1030, 1030) },
        due: 1090,
      },
      {
        name: 'one is older: a turn later',
        peers: { p: told('x', 1030, 1030), q: told('x', 1030, 990) },
        due: 1102,
      },
      {
        name: 'equally old, by name: before me',
        peers: { a: told('x', 1000, 999.9), p: told('x', 1030, 1030) },
        due: 1102,
      },
      {
        name: 'equally old, by name: behind me',
        peers: { z: told('x', 1000, 999.9), p: told('x', 1030, 1030) },
        due: 1090,
      },
      { name: 'recMost is the limit', peers: { p: told('x', 1290, 1290) }, due: 1300 },
      { name: 'another’s hearsay counts like its own read', peers: { p: told('x', 1030, 1001) }, due: 1090 },
    ];
  for (const { name, peers, due } of rows) {
    it(name, () => {
      const at = sharedReadAt(question(peers));
      assert.equal(at, due === null ? null : due * SECOND);
    });
  }

  it('comes before recMost by up to a fifth, so that nodes do not keep step', () => {
    const at = sharedReadAt(question({ p: told('x', 1290, 1290) }, { spread: 0.9 })) ?? 0;
    assert.ok(at > 1240 * SECOND && at < 1250 * SECOND, `${at}`);
  });

  it('with recMost at recSlow is never put off', () => {
    const timers = { ...TIMERS, readMostMs: TIMERS.readSlowMs };
    assert.equal(sharedReadAt(question({ p: told('x', 1050, 1050) }, { timers })), 1060 * SECOND);
  });
});

describe('how fresh my picture is', () => {
  it('the newest read that showed it, mine or another’s; other pictures do not count', () => {
    const peers = { p: told('x', 1030, 990), q: told('y', 1040, 1040) };
    assert.equal(shownAt(question(peers)), 1030 * SECOND);
    assert.equal(shownAt(question({ p: told('x', 900, 900) })), 1000 * SECOND);
  });
});

describe('another picture than mine', () => {
  const rows: readonly { name: string; peers: Readonly<Record<string, ToldPicture>>; at: number | null }[] = [
    { name: 'none: nothing to look at', peers: { p: told('x', 1030, 1030) }, at: null },
    { name: 'read after mine: look', peers: { p: told('y', 1030, 1030) }, at: 1010 },
    { name: 'read while mine may have been stale: look again', peers: { p: told('y', 991, 991) }, at: 1010 },
    {
      name: 'read a read delay before mine: theirs is the old one',
      peers: { p: told('y', 990, 990) },
      at: null,
    },
  ];
  for (const { name, peers, at } of rows) {
    it(name, () => {
      assert.equal(promptedReadAt(question(peers)), at === null ? null : at * SECOND);
    });
  }

  it('again and again: less and less often, down to recSlow', () => {
    const gaps = [0, 1, 2, 3, 10].map((promptsInRow) => {
      const at = promptedReadAt(question({ p: told('y', 1030, 1030) }, { promptsInRow })) ?? 0;
      return at / SECOND - 1000;
    });
    assert.deepEqual(gaps, [10, 20, 40, 60, 60]);
  });
});
