import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  classifyAddress,
  isPublicUnicast,
  isUsableAddress,
  normalizeAddress,
} from '../../src/platform/ip.ts';

const RANGES: readonly (readonly [string, string])[] = [
  ['114.114.114.114', 'public'],
  ['10.1.2.3', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.0.1', 'private'],
  ['100.64.0.1', 'shared'],
  ['100.127.255.255', 'shared'],
  ['100.128.0.1', 'public'],
  ['127.0.0.1', 'loopback'],
  ['169.254.1.1', 'link-local'],
  ['192.0.2.1', 'documentation'],
  ['198.51.100.7', 'documentation'],
  ['203.0.113.7', 'documentation'],
  ['198.18.0.1', 'reserved'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'reserved'],
  ['240.0.0.1', 'reserved'],
  ['0.0.0.0', 'unspecified'],
  ['2408:8000::1', 'public'],
  ['2001:db8::1', 'documentation'],
  ['3fff::1', 'documentation'],
  ['fe80::1', 'link-local'],
  ['fd00::1', 'unique-local'],
  ['ff02::1', 'multicast'],
  ['::1', 'loopback'],
  ['::', 'unspecified'],
  ['2002:102:304::1', 'reserved'],
  ['2001::1', 'reserved'],
  ['64:ff9b::102:304', 'reserved'],
  ['4000::1', 'reserved'],
];

describe('an address', () => {
  for (const [address, range] of RANGES) {
    it(`${address} is ${range}`, () => {
      assert.equal(classifyAddress(address)?.range, range);
      const family = address.includes(':') ? 'v6' : 'v4';
      assert.equal(isPublicUnicast(address, family), range === 'public');
    });
  }

  it('has one spelling, whatever was typed', () => {
    assert.equal(normalizeAddress('2408:8000:0000:0:0:0:0:00AB'), '2408:8000::ab');
    assert.equal(normalizeAddress(' 2408:8000:0:1:0:0:0:1 '), '2408:8000:0:1::1');
    assert.equal(normalizeAddress('1.2.3.4\n'), '1.2.3.4');
  });

  it('that is IPv4 in IPv6 clothes is IPv4', () => {
    assert.deepEqual(classifyAddress('::ffff:1.2.3.4'), {
      family: 'v4',
      address: '1.2.3.4',
      range: 'public',
    });
    assert.equal(isPublicUnicast('::ffff:1.2.3.4', 'v6'), false);
  });

  for (const odd of [
    '',
    '1.2.3',
    '1.2.3.04',
    '0x7f.0.0.1',
    '2130706433',
    'fe80::1%eth0',
    '[::1]',
    '1.2.3.4:80',
    'a.b',
  ]) {
    it(`is not found in ${JSON.stringify(odd)}`, () => {
      assert.equal(classifyAddress(odd), null);
      assert.equal(isUsableAddress(odd, 'v4', true), false);
    });
  }

  it('of a private network is usable only where that is allowed, and multicast never', () => {
    assert.equal(isUsableAddress('192.168.1.2', 'v4', false), false);
    assert.equal(isUsableAddress('192.168.1.2', 'v4', true), true);
    assert.equal(isUsableAddress('::1', 'v6', true), true);
    assert.equal(isUsableAddress('192.168.1.2', 'v6', true), false);
    for (const never of ['224.0.0.1', '0.0.0.0', '255.255.255.255', '169.254.0.1']) {
      assert.equal(isUsableAddress(never, 'v4', true), false);
    }
    for (const never of ['ff02::1', '::', 'fe80::1']) assert.equal(isUsableAddress(never, 'v6', true), false);
  });
});
