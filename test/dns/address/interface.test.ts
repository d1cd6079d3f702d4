import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseAddress, interfaceSource, parseIfInet6 } from '../../../src/dns/address/interface.ts';
import type { InterfaceAddress } from '../../../src/dns/address/interface.ts';

function on(name: string, address: string, flags: Partial<InterfaceAddress> = {}): InterfaceAddress {
  return { interface: name, address, isTemporary: false, isDeprecated: false, ...flags };
}

const SIGNAL = new AbortController().signal;

describe('the address on an interface', () => {
  const rows: readonly (readonly [string, 'v4' | 'v6', readonly InterfaceAddress[], string | null])[] = [
    ['the only one', 'v4', [on('e', '8.8.8.8')], '8.8.8.8'],
    ['public before private', 'v4', [on('e', '10.0.0.1'), on('e', '8.8.8.8')], '8.8.8.8'],
    ['private when there is no other', 'v4', [on('e', '10.0.0.1')], '10.0.0.1'],
    ['private before loopback', 'v4', [on('e', '127.0.0.1'), on('e', '10.0.0.1')], '10.0.0.1'],
    ['first of equals', 'v4', [on('e', '8.8.8.8'), on('e', '8.8.4.4')], '8.8.8.8'],
    ['no link-local', 'v4', [on('e', '169.254.0.1')], null],
    ['no other family', 'v4', [on('e', '2408::1')], null],
    [
      'global before link-local and unique-local',
      'v6',
      [on('e', 'fe80::1'), on('e', 'fd00::1'), on('e', '2408::1')],
      '2408::1',
    ],
    [
      'stable before temporary',
      'v6',
      [on('e', '2408::a', { isTemporary: true }), on('e', '2408::b')],
      '2408::b',
    ],
    [
      'temporary before deprecated',
      'v6',
      [on('e', '2408::a', { isDeprecated: true }), on('e', '2408::b', { isTemporary: true })],
      '2408::b',
    ],
    [
      'deprecated public before unique-local',
      'v6',
      [on('e', 'fd00::1'), on('e', '2408::a', { isDeprecated: true })],
      '2408::a',
    ],
    ['no link-local alone', 'v6', [on('e', 'fe80::1')], null],
  ];
  for (const [situation, family, addresses, chosen] of rows) {
    it(`is chosen: ${situation}`, () => {
      assert.equal(chooseAddress(addresses, family), chosen);
    });
  }

  it('is taken from the named interface alone, from any for *', async () => {
    const list = (): Promise<InterfaceAddress[]> =>
      Promise.resolve([on('eth0', '10.0.0.1'), on('ppp0', '8.8.8.8')]);
    assert.deepEqual(await interfaceSource('eth0', list).detect('v4', SIGNAL), {
      kind: 'address',
      address: '10.0.0.1',
    });
    assert.deepEqual(await interfaceSource('*', list).detect('v4', SIGNAL), {
      kind: 'address',
      address: '8.8.8.8',
    });
    assert.deepEqual(await interfaceSource('eth0', list).detect('v6', SIGNAL), { kind: 'none' });
  });

  it('is unknown when the interface is missing, and the others are named', async () => {
    const detection = await interfaceSource('ppp0', () => Promise.resolve([on('eth0', '10.0.0.1')])).detect(
      'v4',
      SIGNAL,
    );
    assert.equal(detection.kind, 'unknown');
    assert.match(detection.why, /there are eth0/);
  });

  it('is read from this very machine', async () => {
    assert.deepEqual(await interfaceSource('lo').detect('v4', SIGNAL), {
      kind: 'address',
      address: '127.0.0.1',
    });
  });

  it('has flags where Linux tells them', () => {
    const flags = parseIfInet6(
      [
        '24088000000000000000000000000001 02 40 00 80     eth0',
        '24088000000000000000000000000002 02 40 00 01     eth0',
        '24088000000000000000000000000003 02 40 00 21     eth0',
        'nonsense',
        '',
      ].join('\n'),
    );
    assert.deepEqual(
      [...flags],
      [
        ['eth0 2408:8000::1', { isTemporary: false, isDeprecated: false }],
        ['eth0 2408:8000::2', { isTemporary: true, isDeprecated: false }],
        ['eth0 2408:8000::3', { isTemporary: true, isDeprecated: true }],
      ],
    );
  });
});
