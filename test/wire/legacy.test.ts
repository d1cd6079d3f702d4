import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { AppError } from '../../src/model/app-error.ts';
import { documentFromLegacy } from '../../src/wire/legacy.ts';
import type { LegacyColumns } from '../../src/wire/legacy.ts';

const SERVICES = [
  { serviceName: '测试', domain: 'luckykeeper.site', record: 'test', platformProvider: 'Ali' },
];
const NODES = [
  {
    nodeName: '广州',
    nodeCode: 'gz',
    nodeAddress: 'http://gz.test:44443/',
    workMode: 'leader',
    cocoaSecret: '999',
    ISPs: ['default', 'CT', 'OverSea'],
    networkType: 'IPV4',
    statusCode: 200,
    watchDog: '2023-09-18T22:54:22.0765568+08:00',
    cocoaManagedService: SERVICES,
  },
  {
    nodeName: '上海',
    nodeCode: 'sh',
    nodeAddress: 'http://sh.test:44443',
    workMode: 'follower',
    cocoaSecret: '888',
    ISPs: ['None'],
    networkType: 'Both',
    statusCode: 504,
    watchDog: '0001-01-01T00:00:00Z',
    cocoaManagedService: null,
  },
];

const row: LegacyColumns = {
  nodeName: '广州',
  nodeCode: 'gz',
  nodeAddress: 'http://gz.test:44443/',
  workMode: 'leader',
  cocoaSecret: '999',
  otherCocoaSyncer: JSON.stringify(NODES),
  cocoaManagedService: JSON.stringify(SERVICES),
  cloudPlatformInfo: JSON.stringify([{ platformProvider: 'Ali', accessKey: 'id', accessSecret: 'key' }]),
  timeout: '15',
};

function refusal(changes: Partial<LegacyColumns>): AppError {
  try {
    documentFromLegacy({ ...row, ...changes });
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('it was not refused');
}

describe('the Go program’s row', () => {
  it('becomes an identity and a document, with nothing lost', () => {
    const { identity, document } = documentFromLegacy(row);
    assert.deepEqual(
      { ...identity, secret: identity.secret.reveal() },
      { id: 'gz', name: '广州', url: 'http://gz.test:44443', role: 'leader', secret: '999' },
    );
    assert.equal(document.leaderId, 'gz');
    assert.equal(document.timeoutMinutes, 15);
    assert.equal(document.accounts[0]?.keySecret.reveal(), 'key');
    assert.equal(document.members[1]?.name, '上海');
    assert.equal(document.members[1].secret.reveal(), '888');
    assert.deepEqual(
      document.members.map(({ lines, families, carries }) => ({ lines, families, carries })),
      [
        { lines: ['default', 'china-telecom', 'overseas'], families: ['v4'], carries: 'all' },
        { lines: [], families: ['v4', 'v6'], carries: [] },
      ],
    );
  });

  it('gets its own entry when the list lacks it, and empty columns mean nothing there', () => {
    const { document } = documentFromLegacy({
      ...row,
      otherCocoaSyncer: '',
      cocoaManagedService: null,
      cloudPlatformInfo: 'null',
      timeout: null,
    });
    assert.deepEqual(
      document.members.map(({ id, role }) => [id, role]),
      [['gz', 'leader']],
    );
    assert.deepEqual([document.services, document.accounts, document.timeoutMinutes], [[], [], 10]);
  });

  it('of a follower names the leader from the list', () => {
    const { document } = documentFromLegacy({ ...row, nodeCode: 'sh', workMode: 'follower' });
    assert.equal(document.leaderId, 'gz');
  });

  it('is refused with the name of the column at fault', () => {
    assert.equal(refusal({ otherCocoaSyncer: '{oops' }).field, 'otherCocoaSyncer');
    assert.equal(refusal({ nodeCode: null }).field, 'nodeCode');
    assert.equal(refusal({ workMode: 'king' }).field, 'workMode');
    assert.equal(refusal({ timeout: 'soon' }).field, 'timeout');
    const [first] = NODES;
    const odd = JSON.stringify([{ ...first, ISPs: ['Satellite'] }]);
    assert.match(refusal({ otherCocoaSyncer: odd }).message, /Satellite/);
  });
});
