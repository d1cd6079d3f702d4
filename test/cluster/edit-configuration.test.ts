import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Edit } from '../../src/model/edit.ts';
import { CLUSTER, edited, english, refused, warned } from './small-cluster.ts';

describe('cluster-set', () => {
  it('sets the witness zone, and null for that of the first service', () => {
    const result = edited({ kind: 'cluster-set', witnessZone: 'Witness.test' });
    assert.equal(result.document.witnessZone, 'witness.test');
    assert.match(warned(result), /No managed name lies in witness\.test/);
    assert.equal(warned(edited({ kind: 'cluster-set', witnessZone: 'example.test' })), '');
    const back = edited({ kind: 'cluster-set', witnessZone: null }, {}, result.document);
    assert.equal(back.document.witnessZone, null);
    refused({ kind: 'cluster-set', witnessZone: 'x' }, 'invalid', 'witnessZone');
  });

  it('sets the time-out within a day', () => {
    assert.equal(edited({ kind: 'cluster-set', timeoutMinutes: 30 }).document.timeoutMinutes, 30);
    for (const timeoutMinutes of [0, 1.5, 1441]) {
      refused({ kind: 'cluster-set', timeoutMinutes }, 'invalid', 'timeoutMinutes', /1 to 1440/);
    }
  });

  it('sets and clears the backups of one line', () => {
    const set = edited({
      kind: 'cluster-set',
      backups: { line: 'overseas', nodes: ['Beijing', '上海', 'c-code'] },
    });
    assert.deepEqual(set.document.lineBackups, { ...CLUSTER.lineBackups, overseas: ['c-code', 'b-code'] });
    assert.equal(english(set), 'Backups of overseas, in this order: "Beijing", "上海".');
    const cleared = edited({ kind: 'cluster-set', backups: { line: 'default', nodes: [] } });
    assert.deepEqual(cleared.document.lineBackups, { cernet: ['b-code'] });
    refused({ kind: 'cluster-set', backups: { line: 'default', nodes: ['x'] } }, 'not-found', 'backups');
  });

  it('allows and denies secrets in clear to the Go program', () => {
    const allowed = edited({ kind: 'cluster-set', legacyPeers: 'allow' });
    assert.equal(allowed.document.legacyPeers, 'allow');
    assert.match(english(allowed), /may be sent secrets in clear/);
    assert.ok(edited({ kind: 'cluster-set', legacyPeers: 'deny' }).isNoop);
  });
});

describe('coverage', () => {
  it('warns when a name is left with ISP lines and no default', () => {
    const result = edited({ kind: 'node-set', node: 'Guangzhou', lines: ['overseas'] });
    assert.match(warned(result), /No node owns default any more/);
    assert.match(
      warned(result),
      /www\.example\.test, blog\.example\.test: records on single lines but none on default/,
    );
  });

  it('looks at each family by itself', () => {
    const result = edited({ kind: 'node-set', node: '上海', families: ['v4', 'v6'] });
    assert.match(warned(result), /none on default/);
  });

  it('tells a gap once, when it comes about', () => {
    const { document } = edited({ kind: 'node-set', node: 'Guangzhou', lines: ['overseas'] });
    assert.equal(warned(edited({ kind: 'node-set', node: 'Guangzhou', priority: 5 }, {}, document)), '');
  });

  it('warns when a name gets no records at all', () => {
    const result = edited({ kind: 'service-set', zone: 'example.test', label: 'blog', nodes: ['Beijing'] });
    assert.match(warned(result), /blog\.example\.test: no node that carries it owns a line/);
  });

  it('warns when the last node goes into maintenance', () => {
    const away = CLUSTER.members.map((one) => ({ ...one, maintenance: one.id !== 'a-code' }));
    const result = edited(
      { kind: 'node-set', node: 'Guangzhou', maintenance: true },
      {},
      { ...CLUSTER, members: away },
    );
    assert.match(warned(result), /All nodes are in maintenance/);
  });
});

it('every sentence exists in both languages', () => {
  const edits: readonly Edit[] = [
    { kind: 'node-remove', node: '上海' },
    { kind: 'service-set', zone: 'example.test', label: 'blog', nodes: ['Beijing'] },
    { kind: 'cluster-set', witnessZone: 'w.test', timeoutMinutes: 5, legacyPeers: 'allow' },
  ];
  for (const edit of edits) {
    const result = edited(edit);
    for (const { en, zh } of [...result.summary, ...result.warnings]) {
      assert.match(zh, /\p{Script=Han}/u, en);
      assert.notEqual(en, zh);
    }
  }
});
