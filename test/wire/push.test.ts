import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { AppError } from '../../src/model/app-error.ts';
import { encodePush, encodePushAnswer, parsePush, parsePushAnswer } from '../../src/wire/push.ts';
import { aConfiguration, aMember } from '../support/configurations.ts';
import { Generator, bare } from './generated.ts';

interface Sent {
  readonly cocoaSecret: string;
  readonly cocoaBasic: Readonly<Record<string, unknown>> & {
    readonly otherCocoaSyncer: readonly Readonly<Record<string, unknown>>[];
  };
}

function send(...args: Parameters<typeof encodePush>): Sent {
  return JSON.parse(encodePush(...args)) as Sent;
}

const PLAIN = { liveness: {}, isCompact: false, isLegacy: false };

describe('a push', () => {
  it('brings every document whole to the follower', () => {
    for (let seed = 0; seed < 400; seed += 1) {
      const generator = new Generator(seed);
      const configuration = generator.configuration();
      for (const isCompact of [false, true]) {
        const options = { liveness: generator.liveness(configuration), isCompact, isLegacy: false };
        const pushed = parsePush(send('s', configuration, options).cocoaBasic);
        assert.deepEqual(bare(pushed.configuration), bare(configuration), `seed ${seed}`);
        assert.equal(pushed.isVersioned, true);
      }
    }
  });

  it('shows a Go follower when each node was heard, and not the cluster keys', () => {
    const configuration = new Generator(7).configuration();
    const [first, second] = [aMember('constructor'), aMember('b')];
    const sent = send(
      'secret of b',
      { ...configuration, members: [first, second] },
      {
        liveness: { b: { lastHeartbeatAt: Date.UTC(2026, 10, 20), health: 'unreachable' } },
        isCompact: false,
        isLegacy: true,
      },
    );
    assert.equal(sent.cocoaSecret, 'secret of b');
    const [shownFirst, shownSecond] = sent.cocoaBasic.otherCocoaSyncer;
    assert.equal(shownFirst?.['watchDog'], '0001-01-01T00:00:00Z');
    assert.equal(shownFirst['statusCode'], 0);
    assert.equal(Date.parse(String(shownSecond?.['watchDog'])), Date.UTC(2026, 10, 20));
    assert.equal(shownSecond?.['statusCode'], 504);
    assert.equal('clusterKey' in sent.cocoaBasic, false);
    assert.equal('previousClusterKey' in sent.cocoaBasic, false);
  });

  it('writes empty lists as Go does', () => {
    const { cocoaBasic } = send('s', aConfiguration({ services: [], accounts: [] }), PLAIN);
    assert.equal(cocoaBasic['cocoaManagedService'], null);
    assert.equal(cocoaBasic['cloudPlatformInfo'], null);
    assert.equal(cocoaBasic.otherCocoaSyncer[0]?.['cocoaManagedService'], null);
  });

  it('says None for a node that shall serve no line, null for one that was never told', () => {
    const members = [aMember('a'), aMember('b', { families: [] })];
    const { cocoaBasic } = send('s', aConfiguration({ members }), PLAIN);
    assert.deepEqual(
      cocoaBasic.otherCocoaSyncer.map((node) => node['ISPs']),
      [['None'], null],
    );
  });
});

const SERVICE = { serviceName: '测试', domain: 'Example.TEST.', record: 'WWW', platformProvider: 'Ali' };
const API = { ...SERVICE, record: 'api' };

function goNode(nodeCode: string, workMode: string, cocoaManagedService: unknown): object {
  return {
    nodeName: nodeCode.toUpperCase(),
    nodeCode,
    nodeAddress: `http://${nodeCode}.test:44443/`,
    workMode,
    cocoaSecret: `secret-${nodeCode}`,
    ISPs: ['default', 'CT'],
    networkType: 'IPV4',
    statusCode: 200,
    watchDog: '2023-09-18T22:54:22.0765568+08:00',
    cocoaManagedService,
  };
}

describe('a push of a Go leader', () => {
  const pushed = parsePush({
    apiPort: 0,
    createdAt: '0001-01-01T00:00:00Z',
    otherCocoaSyncer: [
      goNode('gz', 'leader', [API, SERVICE]),
      goNode('sh', 'follower', [API]),
      goNode('bj', 'follower', null),
    ],
    cocoaManagedService: [SERVICE, API, SERVICE],
    cloudPlatformInfo: [{ platformProvider: 'Ali', accessKey: 'id', accessSecret: 'key' }],
    timeout: 0,
    somethingNew: { deep: true },
  });
  const { configuration } = pushed;

  it('has no version', () => {
    assert.equal(pushed.isVersioned, false);
    assert.deepEqual(configuration.stamp, { epoch: 0, version: 0, hash: '' });
  });

  it('names its leader by its role', () => {
    assert.equal(configuration.leaderId, 'gz');
  });

  it('gets sensible values for what the Go program does not know', () => {
    const { members, ...rest } = configuration;
    assert.deepEqual(members[0]?.lines, ['default', 'china-telecom']);
    assert.equal(members[0].url, 'http://gz.test:44443');
    assert.deepEqual(
      members.map(({ priority, standby, maintenance }) => [priority, standby, maintenance]),
      [
        [100, true, false],
        [100, true, false],
        [100, true, false],
      ],
    );
    assert.equal(rest.clusterKey, null);
    assert.equal(rest.witnessZone, null);
    assert.equal(rest.timeoutMinutes, 10);
    assert.deepEqual(rest.lineBackups, {});
  });

  it('makes a node that lists every service carry all, now and later', () => {
    assert.deepEqual(
      configuration.members.map(({ carries }) => carries),
      ['all', ['example.test/api'], []],
    );
  });

  it('lists each service once, in lower case', () => {
    assert.deepEqual(
      configuration.services.map(({ zone, label, name }) => [zone, label, name]),
      [
        ['example.test', 'www', '测试'],
        ['example.test', 'api', '测试'],
      ],
    );
  });

  it('may have nulls everywhere', () => {
    const { configuration: empty } = parsePush({
      otherCocoaSyncer: null,
      cocoaManagedService: null,
      cloudPlatformInfo: null,
    });
    assert.deepEqual([empty.members, empty.services, empty.accounts, empty.leaderId], [[], [], [], null]);
  });

  it('names no leader when two work as one', () => {
    const two = parsePush({ otherCocoaSyncer: [goNode('a', 'leader', null), goNode('b', 'leader', null)] });
    assert.equal(two.configuration.leaderId, null);
  });
});

describe('a push of the wrong form', () => {
  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['no object', [], 'cocoaBasic'],
    ['missing', undefined, 'cocoaBasic'],
    ['a list that is a text', { otherCocoaSyncer: 'x' }, 'cocoaBasic.otherCocoaSyncer'],
    ['a node without code', { otherCocoaSyncer: [{}] }, 'cocoaBasic.otherCocoaSyncer[0].nodeCode'],
    [
      'an unknown role',
      { otherCocoaSyncer: [{ nodeCode: 'a', workMode: 'king' }] },
      'cocoaBasic.otherCocoaSyncer[0].workMode',
    ],
    [
      'a secret that is a number',
      { otherCocoaSyncer: [{ nodeCode: 'a', cocoaSecret: 999 }] },
      'cocoaBasic.otherCocoaSyncer[0].cocoaSecret',
    ],
    [
      'a node listed twice',
      { otherCocoaSyncer: [{ nodeCode: 'a' }, { nodeCode: 'a' }] },
      'cocoaBasic.otherCocoaSyncer[1].nodeCode',
    ],
    ['a garbled version', { cfg: [1, 'x', ''] }, 'cocoaBasic.cfg[1]'],
    ['a service without zone', { cocoaManagedService: [{}] }, 'cocoaBasic.cocoaManagedService[0].domain'],
  ];
  for (const [what, value, field] of wrong) {
    it(`is refused, naming the field: ${what}`, () => {
      assert.throws(
        () => parsePush(value),
        (error) =>
          error instanceof AppError &&
          error.code === 'invalid' &&
          error.field === field &&
          error.text.zh.includes(field) &&
          !error.message.includes('999'),
      );
    });
  }
});

describe('the answer to a push', () => {
  const stamp = { epoch: 2, version: 7, hash: 'abc' };
  it('says 409 with the kept edition to a leader that knows versions', () => {
    const body = encodePushAnswer({ kind: 'refused', why: 'older', stamp }, true);
    assert.equal(body.statusCode, 409);
    assert.deepEqual(body.cfg, [2, 7, 'abc']);
    assert.deepEqual(parsePushAnswer(body), { kind: 'refused', stamp });
  });

  it('says 405 to a Go leader, which never heard of 409', () => {
    const body = encodePushAnswer({ kind: 'refused', why: 'unversioned', stamp }, false);
    assert.equal(body.statusCode, 405);
  });

  it('is read whether or not a zero cocoaBasic comes with it', () => {
    const go = {
      statusCode: 401,
      statusString: 'Unauthorized! You are not Cocoa!',
      cocoaBasic: { apiPort: 0 },
    };
    assert.deepEqual(parsePushAnswer(go), { kind: 'unauthorized' });
    assert.deepEqual(parsePushAnswer({ ...go, statusCode: 405 }), { kind: 'not-a-follower' });
    assert.deepEqual(parsePushAnswer({ statusCode: 200 }), { kind: 'stored' });
    assert.equal(parsePushAnswer({ statusCode: 500 }).kind, 'silent');
    assert.deepEqual(parsePushAnswer({ statusCode: 409, cfg: 'x' }), { kind: 'refused', stamp: null });
  });
});
