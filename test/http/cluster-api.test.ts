// The API between nodes, used by a client that knows its document alone.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { AppError } from '../../src/model/app-error.ts';
import { text } from '../../src/model/text.ts';
import { encodeHeartbeat } from '../../src/wire/heartbeat.ts';
import { aMember } from '../support/configurations.ts';
import { SENTENCES } from '../support/document-client.ts';
import { Generator } from '../wire/generated.ts';
import { apiUnderTest } from './api-under-test.ts';
import { AT, SECRET } from './fake-application.ts';

const PUSH = {
  otherCocoaSyncer: [
    {
      nodeName: '主',
      nodeCode: 'boss',
      nodeAddress: 'http://boss.test:44443',
      workMode: 'leader',
      cocoaSecret: '999',
      ISPs: ['default'],
      networkType: 'IPV4',
      statusCode: 200,
      watchDog: '2023-09-18T22:54:22.0765568+08:00',
      cocoaManagedService: null,
    },
  ],
  cocoaManagedService: null,
  cloudPlatformInfo: null,
};

describe('getClusterInfo', () => {
  const api = apiUnderTest('follower');

  it('shows the cluster to whoever knows the secret', async () => {
    const answer = await api.client.getClusterInfo(SECRET);
    assert.equal(answer.httpStatus, 200);
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.deepEqual([answer.statusCode, answer.statusString], [200, SENTENCES.done]);
    assert.deepEqual(
      answer.cocoaBasic?.otherCocoaSyncer?.map(({ nodeCode }) => nodeCode),
      ['own', 'boss'],
    );
  });

  it('shows the node itself as heard of this very moment', async () => {
    const { cocoaBasic } = await api.client.getClusterInfo(SECRET);
    const own = cocoaBasic?.otherCocoaSyncer?.find(({ nodeCode }) => nodeCode === cocoaBasic.nodeCode);
    assert.equal(own?.statusCode, 200);
    assert.equal(Date.parse(own.watchDog), AT);
  });

  it('tells its own secret while it waits to join, as the original’s node command expects', async () => {
    api.application.isJoined = false;
    const node = await api.client.askNewNode('http://own.test:44443', SECRET);
    assert.ok(typeof node === 'object');
    assert.deepEqual([node.nodeCode, node.cocoaSecret], ['own', SECRET]);
    const answer = await api.client.getClusterInfo(SECRET);
    assert.deepEqual([answer.statusCode, answer.statusString], [201, SENTENCES.waiting]);
  });

  it('makes the original’s node command refuse a node that has joined, and a wrong secret', async () => {
    assert.equal(await api.client.askNewNode('http://own.test:44443', SECRET), 200);
    assert.equal(await api.client.askNewNode('http://own.test:44443', 'wrong'), 401);
  });

  const wrong: readonly (readonly [string, unknown])[] = [
    ['wrong', { cocoaSecret: 'wrong' }],
    ['missing', {}],
    ['null', { cocoaSecret: null }],
    ['a number', { cocoaSecret: 999 }],
  ];
  for (const [what, body] of wrong) {
    it(`answers 401 inside HTTP 200 when the secret is ${what}`, async () => {
      const answer = await api.client.post('/v1/getClusterInfo', body);
      assert.equal(answer.httpStatus, 200);
      assert.deepEqual([answer.statusCode, answer.statusString], [401, SENTENCES.unauthorized]);
      assert.equal(answer.cocoaBasic, null);
    });
  }

  it('ignores keys it does not know', async () => {
    const answer = await api.client.post('/v1/getClusterInfo', {
      cocoaSecret: SECRET,
      nodeAddress: 'x',
      mood: {},
    });
    assert.equal(answer.statusCode, 200);
  });

  it('does not insist on a content type', async () => {
    const body = JSON.stringify({ cocoaSecret: SECRET });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await api.client.send('/v1/getClusterInfo', {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      assert.equal(answer.statusCode, 200);
    }
  });

  it('answers a heartbeat briefly, with its own', async () => {
    const [asked, answered] = [new Generator(1).heartbeat(), new Generator(2).heartbeat()];
    api.application.heartbeat = answered;
    const answer = await api.client.post('/v1/getClusterInfo', {
      cocoaSecret: SECRET,
      hb: JSON.parse(encodeHeartbeat(asked)) as unknown,
    });
    assert.deepEqual(api.application.reads[0]?.heartbeat, asked);
    assert.deepEqual(answer.body['hb'], JSON.parse(encodeHeartbeat(answered)));
    assert.deepEqual(
      answer.cocoaBasic?.otherCocoaSyncer?.map(({ nodeCode }) => nodeCode),
      ['own'],
    );
  });

  it('takes a garbled heartbeat for none', async () => {
    const answer = await api.client.post('/v1/getClusterInfo', { cocoaSecret: SECRET, hb: { p: 2 } });
    assert.equal(api.application.reads[0]?.heartbeat, null);
    assert.equal(answer.cocoaBasic?.otherCocoaSyncer?.length, 2);
  });

  it('fails with HTTP 500 when the main loop does not run, so that the node falls silent', async () => {
    api.application.isStalled = true;
    const answer = await api.client.getClusterInfo(SECRET);
    assert.deepEqual([answer.httpStatus, answer.statusCode], [500, 500]);
  });
});

describe('updateClusterInfo on a follower', () => {
  const api = apiUnderTest('follower');

  it('takes a push of a Go leader', async () => {
    const answer = await api.client.updateClusterInfo(SECRET, {
      ...PUSH,
      apiPort: 0,
      Dsn: '',
      createdAt: 'x',
    });
    assert.deepEqual([answer.httpStatus, answer.statusCode, answer.statusString], [200, 200, SENTENCES.done]);
    const [push] = api.application.pushes;
    assert.equal(push?.secret, SECRET);
    assert.equal(push.pushed.isVersioned, false);
    assert.equal(push.pushed.configuration.members[0]?.name, '主');
    assert.equal(push.pushed.configuration.leaderId, 'boss');
  });

  it('checks the secret before it looks at the push', async () => {
    for (const cocoaBasic of [PUSH, undefined, 'nonsense', { otherCocoaSyncer: [{}] }]) {
      const answer = await api.client.updateClusterInfo('wrong', cocoaBasic);
      assert.deepEqual([answer.httpStatus, answer.statusCode], [200, 401]);
    }
    assert.equal(api.application.pushes.length, 0);
  });

  it('answers HTTP 400 to a push of the wrong form, naming the field', async () => {
    const answer = await api.client.updateClusterInfo(SECRET, {
      ...PUSH,
      otherCocoaSyncer: [{ nodeCode: 7 }],
    });
    assert.deepEqual([answer.httpStatus, answer.statusCode], [400, 400]);
    assert.match(answer.statusString ?? '', /cocoaBasic\.otherCocoaSyncer\[0\]\.nodeCode/);
    assert.equal(api.application.pushes.length, 0);
  });

  it('answers 409 with its edition to a leader whose versioned push it refuses', async () => {
    const stamp = { epoch: 3, version: 9, hash: 'abc' };
    api.application.replicateAnswer = { kind: 'refused', why: 'older', stamp };
    const answer = await api.client.updateClusterInfo(SECRET, { ...PUSH, cfg: [3, 8, 'x'] });
    assert.deepEqual([answer.httpStatus, answer.statusCode], [200, 409]);
    assert.deepEqual(answer.body['cfg'], [3, 9, 'abc']);
  });

  it('answers 405 to a Go leader whose push it refuses', async () => {
    const stamp = { epoch: 3, version: 9, hash: 'abc' };
    api.application.replicateAnswer = { kind: 'refused', why: 'unversioned', stamp };
    const answer = await api.client.updateClusterInfo(SECRET, PUSH);
    assert.deepEqual([answer.statusCode, answer.statusString], [405, SENTENCES.notAllowed]);
  });

  it('says that it could not store the push', async () => {
    api.application.failure = new AppError('unavailable', text('The database is down.', '数据库不可用。'));
    const answer = await api.client.updateClusterInfo(SECRET, PUSH);
    assert.deepEqual([answer.httpStatus, answer.statusCode], [200, 503]);
  });
});

describe('updateClusterInfo on a leader', () => {
  const api = apiUnderTest('leader');

  it('answers 405 whatever the secret and whatever the push', async () => {
    for (const secret of [SECRET, 'wrong']) {
      for (const cocoaBasic of [PUSH, 'nonsense']) {
        const answer = await api.client.updateClusterInfo(secret, cocoaBasic);
        assert.equal(answer.httpStatus, 200);
        assert.deepEqual([answer.statusCode, answer.statusString], [405, SENTENCES.notAllowed]);
      }
    }
    assert.equal(api.application.pushes.length, 0);
  });

  it('does not keep getClusterInfo from answering 200', async () => {
    api.application.isJoined = false;
    api.application.configuration = { ...api.application.configuration, members: [aMember('own')] };
    assert.equal((await api.client.getClusterInfo(SECRET)).statusCode, 200);
  });
});
