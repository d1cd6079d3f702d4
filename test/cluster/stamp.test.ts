import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  hashOf,
  isSameDocument,
  raiseEpoch,
  reviseConfiguration,
  unversioned,
} from '../../src/cluster/stamp.ts';
import type { ConfigurationDocument } from '../../src/model/configuration.ts';
import { Secret } from '../../src/model/secret.ts';
import { aConfiguration, aDocument, aMember, aService } from '../support/configurations.ts';

const DOCUMENT = aDocument({
  members: [
    aMember('a', { lines: ['default', 'overseas'], families: ['v4', 'v6'] }),
    aMember('b', { carries: ['example.test/www', 'example.test/blog'] }),
  ],
  services: [aService('www'), aService('blog')],
  lineBackups: { default: ['b', 'a'] },
  clusterKey: Secret.of('key'),
});

const [A, B] = [DOCUMENT.members[0] ?? aMember('?'), DOCUMENT.members[1] ?? aMember('?')];

describe('hashOf', () => {
  it('is 16 hex digits and names no secret', () => {
    assert.match(hashOf(DOCUMENT), /^[0-9a-f]{16}$/);
  });

  const same: readonly (readonly [string, ConfigurationDocument])[] = [
    ['properties in another order', Object.fromEntries(Object.entries(DOCUMENT).reverse()) as never],
    ['lines in another order', { ...DOCUMENT, members: [{ ...A, lines: ['overseas', 'default'] }, B] }],
    ['families in another order', { ...DOCUMENT, members: [{ ...A, families: ['v6', 'v4'] }, B] }],
    [
      'carried services in another order',
      { ...DOCUMENT, members: [A, { ...B, carries: ['example.test/blog', 'example.test/www'] }] },
    ],
    ['an empty list of backups', { ...DOCUMENT, lineBackups: { default: ['b', 'a'], cernet: [] } }],
    ['a stamp and liveness carried along', { ...DOCUMENT, stamp: 1, watchDog: 7 } as never],
    ['a secret of the same value', { ...DOCUMENT, clusterKey: Secret.of('key') }],
  ];
  for (const [difference, document] of same) {
    it(`does not depend on ${difference}`, () => {
      assert.equal(hashOf(document), hashOf(DOCUMENT));
      assert.ok(isSameDocument(document, DOCUMENT));
    });
  }

  const other: readonly (readonly [string, ConfigurationDocument])[] = [
    ['leader', { ...DOCUMENT, leaderId: 'b' }],
    ['order of members', { ...DOCUMENT, members: [B, A] }],
    ['order of services', { ...DOCUMENT, services: [...DOCUMENT.services].reverse() }],
    ['order of backups', { ...DOCUMENT, lineBackups: { default: ['a', 'b'] } }],
    ['line of the backups', { ...DOCUMENT, lineBackups: { cernet: ['b', 'a'] } }],
    ['accounts', { ...DOCUMENT, accounts: [] }],
    [
      'an account’s secret',
      { ...DOCUMENT, accounts: [{ provider: 'Ali', keyId: 'key-id', keySecret: Secret.of('another') }] },
    ],
    ['a node’s secret', { ...DOCUMENT, members: [{ ...A, secret: Secret.of('another') }, B] }],
    ['a node’s name', { ...DOCUMENT, members: [{ ...A, name: '广州' }, B] }],
    ['a node’s url', { ...DOCUMENT, members: [{ ...A, url: 'http://x' }, B] }],
    ['a node’s role', { ...DOCUMENT, members: [{ ...A, role: 'leader' }, B] }],
    ['a node’s lines', { ...DOCUMENT, members: [{ ...A, lines: ['default'] }, B] }],
    ['a node’s families', { ...DOCUMENT, members: [{ ...A, families: ['v4'] }, B] }],
    ['a node’s priority', { ...DOCUMENT, members: [{ ...A, priority: 1 }, B] }],
    ['a node’s standby', { ...DOCUMENT, members: [{ ...A, standby: false }, B] }],
    ['a node’s maintenance', { ...DOCUMENT, members: [{ ...A, maintenance: true }, B] }],
    ['what a node carries', { ...DOCUMENT, members: [A, { ...B, carries: 'all' }] }],
    ['the witness zone', { ...DOCUMENT, witnessZone: 'example.test' }],
    ['the cluster key', { ...DOCUMENT, clusterKey: null }],
    ['the previous cluster key', { ...DOCUMENT, previousClusterKey: Secret.of('key') }],
    ['the timeout', { ...DOCUMENT, timeoutMinutes: 11 }],
    ['the rule for legacy peers', { ...DOCUMENT, legacyPeers: 'allow' }],
  ];
  for (const [difference, document] of other) {
    it(`tells another ${difference}`, () => {
      assert.notEqual(hashOf(document), hashOf(DOCUMENT));
      assert.ok(!isSameDocument(document, DOCUMENT));
    });
  }
});

describe('reviseConfiguration', () => {
  it('begins with (1, 1) and raises the version by one in the same epoch', () => {
    const first = reviseConfiguration(unversioned(DOCUMENT), DOCUMENT);
    assert.deepEqual(first.stamp, { epoch: 1, version: 1, hash: hashOf(DOCUMENT) });
    const later = { ...first, stamp: { ...first.stamp, epoch: 3, version: 41 } };
    const next = reviseConfiguration(later, { ...DOCUMENT, timeoutMinutes: 20 });
    assert.equal(next.timeoutMinutes, 20);
    assert.deepEqual(next.stamp, { epoch: 3, version: 42, hash: hashOf(next) });
  });
});

describe('raiseEpoch', () => {
  it('goes above everything seen, its own epoch included', () => {
    const own = aConfiguration({}, { epoch: 4, version: 9, hash: 'x' });
    assert.equal(raiseEpoch(own, [{ epoch: 2 }, { epoch: 7 }]).stamp.epoch, 8);
    assert.equal(raiseEpoch(own, [{ epoch: 2 }]).stamp.epoch, 5);
    assert.deepEqual(raiseEpoch(own, []).stamp, { epoch: 5, version: 1, hash: hashOf(own) });
  });
});
