import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HeardStamp, Leadership } from '../../src/cluster/stale-leader.ts';
import { dissenters, judgeLeadership } from '../../src/cluster/stale-leader.ts';

const OWN = { epoch: 3, version: 41, hash: 'own' };
const heard = (epoch: number, version: number, hash = 'own'): HeardStamp => ({
  nodeId: `${epoch}.${version}.${hash}`,
  wasAsked: true,
  stamp: { epoch, version, hash },
});
const SILENT: HeardStamp = { nodeId: 'silent', wasAsked: true, stamp: null };
const UNASKED: HeardStamp = { nodeId: 'unasked', wasAsked: false, stamp: null };

const ROWS: readonly (readonly [string, readonly HeardStamp[], Leadership])[] = [
  ['no followers', [], 'lead'],
  ['all equal', [heard(3, 41), heard(3, 41)], 'lead'],
  ['some behind', [heard(3, 41), heard(2, 90, 'old'), heard(0, 0, 'none')], 'lead'],
  ['all asked, some silent', [heard(3, 41), SILENT], 'lead'],
  ['all asked, all silent', [SILENT, SILENT], 'lead'],
  ['one not asked yet', [heard(3, 41), UNASKED], 'undecided'],
  ['one heard before it was asked', [{ ...heard(3, 41), wasAsked: false }], 'lead'],
  ['a later version at a follower', [heard(3, 42, 'new'), heard(3, 41)], 'stale-leader'],
  ['a higher epoch at a follower', [heard(4, 1, 'new')], 'stale-leader'],
  ['ahead although others were not asked', [UNASKED, heard(3, 42, 'new')], 'stale-leader'],
  ['the same version with another content', [heard(3, 41, 'other')], 'config-fork'],
  ['a fork and one ahead', [heard(3, 41, 'other'), heard(3, 42, 'new')], 'stale-leader'],
];

describe('judgeLeadership', () => {
  for (const [situation, followers, outcome] of ROWS) {
    it(`${situation}: ${outcome}`, () => {
      assert.equal(judgeLeadership(OWN, followers), outcome);
    });
  }

  it('takes no version for no fork', () => {
    assert.equal(judgeLeadership({ epoch: 0, version: 0, hash: 'x' }, [heard(0, 0, 'y')]), 'lead');
  });
});

describe('dissenters', () => {
  it('are those ahead and those forked, the newest first', () => {
    const all = [heard(3, 41), heard(3, 41, 'other'), SILENT, heard(3, 40), heard(4, 1, 'new')];
    assert.deepEqual(
      dissenters(OWN, all).map(({ nodeId }) => nodeId),
      ['4.1.new', '3.41.other'],
    );
  });
});
