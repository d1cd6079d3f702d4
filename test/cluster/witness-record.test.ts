import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Witness } from '../../src/cluster/witness-record.ts';
import { decodeWitness, encodeWitness, witnessName } from '../../src/cluster/witness-record.ts';
import { hmacSha256Hex } from '../../src/platform/digest.ts';
import { aConfiguration, aMember } from '../support/configurations.ts';

const KEY = 'the cluster’s key';
const NONCE = new Uint8Array(12).fill(7);
const BOUND = 'example.test|_cocoa-0123456789';

const clusterOf = (count: number, version = 1) =>
  aConfiguration(
    { members: Array.from({ length: count }, (_, index) => aMember(`node-${index}`)) },
    { epoch: 3, version, hash: 'h' },
  );

function aWitness(differing: Partial<Witness> = {}): Witness {
  return {
    boot: '9f3a41c2d07e',
    sequence: 17,
    leaseMs: 120_000,
    longLeaseMs: 0,
    epoch: 3,
    version: 1,
    members: ['node-0', 'node-2'],
    v4: '47.92.0.1',
    v6: '2408:4000::1',
    ...differing,
  };
}

describe('the name of a witness record', () => {
  it('is ten hex digits of an HMAC of the node code, so it names nobody', () => {
    const name = witnessName(KEY, 'gz');
    assert.equal(name, `_cocoa-${hmacSha256Hex(KEY, 'wn|gz').slice(0, 10)}`);
    assert.notEqual(name, witnessName(KEY, 'sh'));
    assert.notEqual(name, witnessName('another key', 'gz'));
  });
});

describe('the text of a witness record', () => {
  const configuration = clusterOf(3);
  const text = encodeWitness(aWitness(), configuration, KEY, BOUND, NONCE);

  it('says again what was put in', () => {
    assert.deepEqual(decodeWitness(text, configuration, [KEY], BOUND), aWitness());
  });

  it('carries a long lease only where there is one', () => {
    const long = aWitness({ longLeaseMs: 900_000 });
    const withLong = encodeWitness(long, configuration, KEY, BOUND, NONCE);
    assert.deepEqual(decodeWitness(withLong, configuration, [KEY], BOUND), long);
    assert.ok(withLong.length > text.length, 'the plain form is that of before');
    const laidDown = encodeWitness({ ...long, leaseMs: 0 }, configuration, KEY, BOUND, NONCE);
    assert.equal(decodeWitness(laidDown, configuration, [KEY], BOUND)?.longLeaseMs, 0);
  });

  it('is public and shows nothing in clear', () => {
    assert.match(text, /^cw1\.[A-Za-z0-9_-]+$/);
    for (const word of ['node-0', '47.92', '9f3a41c2d07e']) {
      assert.equal(text.includes(word), false);
      assert.equal(text.includes(Buffer.from(word).toString('base64url').slice(0, -2)), false);
    }
  });

  it('is read in quotes, as some providers show it, and under the former key', () => {
    assert.deepEqual(decodeWitness(`"${text}"`, configuration, ['new key', KEY], BOUND), aWitness());
  });

  const foreign = [
    { name: 'under another key', value: text, keys: ['other'], bound: BOUND },
    { name: 'moved to another name', value: text, keys: [KEY], bound: 'example.test|_cocoa-x' },
    { name: 'changed', value: `${text.slice(0, -3)}AAA`, keys: [KEY], bound: BOUND },
    { name: 'cut short', value: text.slice(0, 20), keys: [KEY], bound: BOUND },
    { name: 'somebody’s text', value: 'v=spf1 -all', keys: [KEY], bound: BOUND },
  ];
  for (const { name, value, keys, bound } of foreign) {
    it(`${name}: is none`, () => {
      assert.equal(decodeWitness(value, configuration, keys, bound), null);
    });
  }

  it('fits 500 characters for 32 members by hash and for 1000 by bitmap', () => {
    for (const count of [32, 1000]) {
      const cluster = clusterOf(count);
      const members = cluster.members.map(({ id }) => id);
      const long = encodeWitness(aWitness({ members }), cluster, KEY, BOUND, NONCE);
      assert.ok(long.length <= 500, `${long.length} characters for ${count}`);
      assert.deepEqual(decodeWitness(long, cluster, [KEY], BOUND)?.members, members);
    }
  });

  it('by hash is read under any version, by bitmap only under the same: else everybody is covered', () => {
    const read = (count: number) => {
      const written = encodeWitness(aWitness(), clusterOf(count), KEY, BOUND, NONCE);
      return decodeWitness(written, clusterOf(count, 2), [KEY], BOUND)?.members;
    };
    assert.deepEqual(read(3), ['node-0', 'node-2']);
    assert.equal(read(40), 'everyone');
  });

  it('lists nobody whom the reader does not know', () => {
    assert.deepEqual(decodeWitness(text, clusterOf(2), [KEY], BOUND)?.members, ['node-0']);
  });
});
