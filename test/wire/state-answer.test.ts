// Golden files: every answer of `getClusterInfo`, as it stands on the wire.
process.env['TZ'] = 'Asia/Shanghai';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { NodeSnapshot, PeerReadAnswer } from '../../src/cluster/peer/peer-api.ts';
import type { Identity } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import { parseHeartbeat } from '../../src/wire/heartbeat.ts';
import type { WireBasic } from '../../src/wire/state-answer.ts';
import { encodeStateAnswer, encodeStateRequest } from '../../src/wire/state-answer.ts';
import { parseStateAnswer } from '../../src/wire/state-reader.ts';
import { aConfiguration, aMember, aService } from '../support/configurations.ts';
import { assertGolden } from '../support/golden.ts';
import { Generator, bare } from './generated.ts';

const AT = Date.UTC(2023, 8, 18, 14, 54, 22, 76);
const OPTIONS = { isBrief: false, at: AT, nonce: new Uint8Array(12) };

const gz = aMember('gz', {
  name: '广州',
  role: 'leader',
  lines: ['default', 'china-telecom', 'overseas'],
  families: ['v4', 'v6'],
});
const sh = aMember('sh', {
  name: '上海',
  lines: ['china-unicom', 'china-mobile', 'cernet'],
  priority: 50,
  carries: ['example.test/www'],
});

const configuration = aConfiguration(
  {
    leaderId: 'gz',
    members: [gz, sh],
    services: [aService('www', { name: '测试' }), aService('@', { name: '测试2' })],
    accounts: [{ provider: 'Ali', keyId: 'LTAI-key-id', keySecret: Secret.of('account secret') }],
    lineBackups: { 'china-telecom': ['sh'] },
    witnessZone: 'example.test',
    clusterKey: Secret.of('cluster key'),
    previousClusterKey: Secret.of('previous key'),
  },
  { epoch: 3, version: 41, hash: '5be1000000000000' },
);

function snapshotOf(identity: Identity, changes: Partial<NodeSnapshot> = {}): NodeSnapshot {
  return {
    identity,
    isJoined: true,
    configuration,
    liveness: {
      gz: { lastHeartbeatAt: AT - 1000, health: 'alive' },
      sh: { lastHeartbeatAt: AT - 900_000, health: 'unreachable' },
    },
    apiPort: 44443,
    isBehindReverseProxy: true,
    databaseType: 'mysql',
    maskedDsn: 'root:***@tcp(192.168.1.2:3306)/cocoasyncer?charset=utf8mb4',
    createdAt: Date.UTC(2023, 8, 7, 7, 52, 46),
    updatedAt: AT - 76,
    ...changes,
  };
}

const unjoined = aMember('bj', { name: '北京', families: [] });
const waiting = snapshotOf(unjoined, {
  isJoined: false,
  configuration: aConfiguration({ leaderId: null, members: [unjoined], services: [], accounts: [] }),
  liveness: {},
});
const heartbeat = new Generator(5).heartbeat();

const answers = {
  'state-leader': encodeStateAnswer({ kind: 'state', snapshot: snapshotOf(gz), heartbeat: null }, OPTIONS),
  'state-follower': encodeStateAnswer({ kind: 'state', snapshot: snapshotOf(sh), heartbeat: null }, OPTIONS),
  'state-unjoined': encodeStateAnswer({ kind: 'state', snapshot: waiting, heartbeat: null }, OPTIONS),
  'state-brief': encodeStateAnswer(
    { kind: 'state', snapshot: snapshotOf(sh), heartbeat },
    { ...OPTIONS, isBrief: true },
  ),
  unauthorized: encodeStateAnswer({ kind: 'unauthorized' }, OPTIONS),
  stalled: encodeStateAnswer({ kind: 'stalled' }, OPTIONS),
};

/** As the asker gets it. */
function received(name: keyof typeof answers): unknown {
  return JSON.parse(answers[name]);
}

interface Body {
  readonly statusCode: number;
  readonly cocoaBasic?: WireBasic;
}

function bodyOf(snapshot: NodeSnapshot): Body {
  return JSON.parse(encodeStateAnswer({ kind: 'state', snapshot, heartbeat: null }, OPTIONS)) as Body;
}

function stateOf(answer: PeerReadAnswer): Extract<PeerReadAnswer, { kind: 'state' }> {
  assert.equal(answer.kind, 'state');
  return answer;
}

describe('an answer to getClusterInfo', () => {
  for (const [name, answer] of Object.entries(answers)) {
    it(`is what the golden file ${name} shows`, () => {
      assertGolden(
        new URL(`golden/${name}.json`, import.meta.url),
        `${JSON.stringify(JSON.parse(answer), null, 2)}\n`,
      );
    });
  }

  it('tells no secret in clear, except an unjoined follower its own', () => {
    const secrets = [
      'secret of gz',
      'secret of sh',
      'account secret',
      'cluster key',
      'previous key',
      'LTAI-key-id',
    ];
    for (const [name, answer] of Object.entries(answers)) {
      for (const secret of secrets) assert.equal(answer.includes(secret), false, name);
    }
    const text = answers['state-unjoined'];
    assert.equal(text.split('secret of bj').length, 2, 'once, in its own entry');
  });

  it('has the unjoined follower itself as the last entry, even when its list is empty', () => {
    const empty = { ...waiting, configuration: { ...waiting.configuration, members: [gz] } };
    const { cocoaBasic, statusCode } = bodyOf(empty);
    assert.equal(statusCode, 201);
    assert.equal(cocoaBasic?.otherCocoaSyncer.at(-1)?.cocoaSecret, 'secret of bj');
  });

  it('is 200 on a leader that is alone', () => {
    const alone = { ...waiting, identity: gz };
    const { statusCode } = bodyOf(alone);
    assert.equal(statusCode, 200);
  });

  it('shows the answering node alive now, and a node never heard as never', () => {
    const deaf = snapshotOf(sh, { liveness: {} });
    const { cocoaBasic } = bodyOf(deaf);
    const [other, own] = cocoaBasic?.otherCocoaSyncer ?? [];
    assert.deepEqual([own?.watchDog, own?.statusCode], ['2023-09-18T22:54:22.076+08:00', 200]);
    assert.deepEqual([other?.watchDog, other?.statusCode], ['0001-01-01T00:00:00Z', 0]);
  });
});

describe('a brief answer', () => {
  const brief = (snapshot: NodeSnapshot, at: number): string =>
    encodeStateAnswer({ kind: 'state', snapshot, heartbeat: null }, { ...OPTIONS, isBrief: true, at });
  /** As by a process that has never answered before. */
  const anew = (snapshot: NodeSnapshot, at: number): string =>
    brief({ ...snapshot, identity: { ...snapshot.identity } }, at);

  const changes: readonly Partial<NodeSnapshot>[] = [
    { isJoined: false },
    {
      configuration: aConfiguration(
        { ...configuration, members: [gz] },
        { epoch: 4, version: 42, hash: '6' },
      ),
    },
    { apiPort: 1 },
    { isBehindReverseProxy: false },
    { databaseType: 'memory' },
    { maskedDsn: '"watchDog":"x"' },
    { createdAt: AT - 5_000 },
    { updatedAt: AT + 77 },
    { identity: aMember('sh', { name: '"updatedAt":"', url: 'http://"watchDog":"' }) },
    {},
  ];
  for (const change of changes) {
    it(`tells of the present, not of what was answered before ${Object.keys(change).join()} changed`, () => {
      const told = brief(snapshotOf(sh), AT);
      const changed = snapshotOf(sh, change);
      const text = brief(changed, AT + 1_234);
      assert.equal(text, anew(changed, AT + 1_234));
      assert.notEqual(text, told);
      assert.equal(brief(changed, AT + 1_234), text);
      const { cocoaBasic } = JSON.parse(text) as Body;
      assert.equal(cocoaBasic?.otherCocoaSyncer[0]?.watchDog, '2023-09-18T22:54:23.31+08:00');
      assert.equal(cocoaBasic.nodeName, changed.identity.name);
    });
  }
});

describe('what the asker reads', () => {
  it('from an unjoined follower: who it is, its secret included', () => {
    const state = stateOf(parseStateAnswer(received('state-unjoined'), { isFull: true, reader: null }));
    assert.equal(state.isJoined, false);
    assert.deepEqual(bare(state.self), {
      id: 'bj',
      name: '北京',
      url: 'http://bj.test:44443',
      role: 'follower',
      secret: 'secret:secret of bj',
    });
  });

  it('from a brief answer: the heartbeat and nothing else, which spares reading the rest of every answer', () => {
    const state = stateOf(parseStateAnswer(received('state-brief'), { isFull: false, reader: gz }));
    assert.deepEqual(state.heartbeat, heartbeat);
    assert.equal(state.configuration, null);
    assert.equal(state.self, null);
  });

  it('as the leader from a follower: the whole configuration, with its secrets', () => {
    const state = stateOf(parseStateAnswer(received('state-follower'), { isFull: true, reader: gz }));
    assert.deepEqual(bare(state.configuration), bare(configuration));
  });

  it('as anybody else: the configuration without a secret', () => {
    const impostor = { ...gz, secret: Secret.of('guessed') };
    for (const reader of [null, sh, impostor]) {
      const state = stateOf(parseStateAnswer(received('state-follower'), { isFull: true, reader }));
      assert.equal(state.configuration?.members.length, 2);
      assert.equal(
        state.configuration.members.every(({ secret }) => secret.isEmpty),
        true,
      );
      assert.equal(
        state.configuration.accounts.every(({ keySecret, keyId }) => keySecret.isEmpty && keyId === ''),
        true,
      );
      assert.equal(state.configuration.clusterKey, null);
    }
  });

  it('of a refusal, with or without a zero cocoaBasic', () => {
    const options = { isFull: true, reader: null };
    assert.deepEqual(parseStateAnswer(received('unauthorized'), options), { kind: 'unauthorized' });
    const zero = {
      ...(received('unauthorized') as object),
      cocoaBasic: { nodeCode: '', otherCocoaSyncer: null },
    };
    assert.deepEqual(parseStateAnswer(zero, options), { kind: 'unauthorized' });
    assert.equal(parseStateAnswer(received('stalled'), options).kind, 'silent');
  });
});

describe('the example of the API document', () => {
  const node = (nodeCode: string, workMode: string, ISPs: unknown): object => ({
    nodeName: '***',
    nodeCode,
    nodeAddress: 'http://127.0.0.1:44443',
    workMode,
    cocoaSecret: '999',
    ISPs,
    networkType: 'IPV4',
    statusCode: 200,
    watchDog: '2023-09-18T22:54:22.0765568+08:00',
    cocoaManagedService: [
      { serviceName: '测试', domain: 'luckykeeper.site', record: 'test', platformProvider: 'Ali' },
    ],
  });
  const body = {
    statusCode: 200,
    statusString: 'MafuMafu~',
    cocoaBasic: {
      apiPort: 44443,
      nodeCode: 'two',
      workMode: 'follower',
      cocoaSecret: '***',
      otherCocoaSyncer: [node('one', 'leader', ['default', 'CT', 'OverSea']), node('two', 'follower', null)],
      cocoaManagedService: [
        { serviceName: '测试', domain: 'luckykeeper.site', record: 'test', platformProvider: 'Ali' },
      ],
      cloudPlatformInfo: [{ platformProvider: 'Ali', accessKey: '***', accessSecret: '***' }],
      timeout: 10,
      DataBaseType: 'mysql',
      createdAt: '2023-09-07T15:52:46+08:00',
      configImported: true,
    },
  };

  it('is read as a node of the Go program', () => {
    const state = stateOf(parseStateAnswer(body, { isFull: false, reader: null }));
    assert.equal(state.heartbeat, null);
    assert.equal(state.self?.id, 'two');
    assert.equal(state.self.secret.reveal(), '999');
  });

  it('has the same keys in the same order as ours', () => {
    const keys = Object.keys(body.cocoaBasic.otherCocoaSyncer[0] ?? {});
    const ours = bodyOf(snapshotOf(gz)).cocoaBasic;
    assert.deepEqual(Object.keys(ours?.otherCocoaSyncer[0] ?? {}).slice(0, keys.length), keys);
    assert.deepEqual(Object.keys(ours ?? {}).slice(0, 16), [
      ...['apiPort', 'nodeName', 'nodeCode', 'nodeAddress', 'workMode', 'cocoaSecret', 'reverseProxy'],
      ...['otherCocoaSyncer', 'cocoaManagedService', 'cloudPlatformInfo', 'timeout', 'DataBaseType', 'Dsn'],
      ...['createdAt', 'updatedAt', 'configImported'],
    ]);
  });
});

describe('a request to getClusterInfo', () => {
  it('carries the secret, and the heartbeat if there is one', () => {
    assert.deepEqual(JSON.parse(encodeStateRequest('s', null)), { cocoaSecret: 's' });
    const sent = JSON.parse(encodeStateRequest('s', heartbeat)) as { readonly hb: unknown };
    assert.deepEqual(parseHeartbeat(sent.hb), heartbeat);
  });
});
