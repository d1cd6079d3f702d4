import assert from 'node:assert/strict';
import { createServer as createPlainServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';

import { createHttpPeerClient } from '../../../src/cluster/peer/http-peer-client.ts';
import type { PeerClient, PeerTarget } from '../../../src/cluster/peer/peer-api.ts';
import type { Identity } from '../../../src/model/node.ts';
import { Secret } from '../../../src/model/secret.ts';
import { aConfiguration, aMember, aService } from '../../support/configurations.ts';
import { apiUnderTest } from '../../http/api-under-test.ts';
import { AT, SECRET } from '../../http/fake-application.ts';
import { Generator, bare } from '../../wire/generated.ts';

const MEBIBYTE = 1024 * 1024;
const TIMEOUT_MS = 5_000;

function clientOf(identity: Identity | null = null): PeerClient {
  return createHttpPeerClient({ version: '0.0.0-test', identity: () => identity, wallMs: () => AT });
}

function targetOf(url: string, secret = SECRET): PeerTarget {
  return { id: 'own', url, secret: Secret.of(secret) };
}

describe('asking a node of this program', () => {
  const api = apiUnderTest('follower');
  const heartbeat = new Generator(3).heartbeat();

  it('brings its heartbeat', async () => {
    const reply = new Generator(4).heartbeat();
    api.application.heartbeat = reply;
    const answer = await clientOf().readState(targetOf(api.client.base), heartbeat, TIMEOUT_MS);
    assert.equal(answer.kind, 'state');
    assert.deepEqual(api.application.reads[0]?.heartbeat, heartbeat);
    assert.deepEqual(answer.heartbeat, reply);
    assert.equal(answer.configuration, null);
  });

  it('brings the secrets of its configuration to its leader alone', async () => {
    const boss = api.application.configuration.members.find(({ id }) => id === 'boss');
    assert.ok(boss);
    const target = targetOf(api.client.base);
    const toLeader = await clientOf(boss).readState(target, null, TIMEOUT_MS);
    assert.equal(toLeader.kind, 'state');
    assert.deepEqual(bare(toLeader.configuration), bare(api.application.configuration));
    const toOther = await clientOf(aMember('other')).readState(target, null, TIMEOUT_MS);
    assert.equal(toOther.kind, 'state');
    assert.equal(toOther.configuration?.members[0]?.secret.isEmpty, true);
  });

  it('brings itself with its secret while it waits to join', async () => {
    api.application.isJoined = false;
    const answer = await clientOf().readState(targetOf(api.client.base), null, TIMEOUT_MS);
    assert.equal(answer.kind, 'state');
    assert.equal(answer.isJoined, false);
    assert.equal(answer.self?.secret.reveal(), SECRET);
  });

  it('tells a wrong secret from silence', async () => {
    const target = targetOf(api.client.base, 'wrong');
    assert.deepEqual(await clientOf().readState(target, heartbeat, TIMEOUT_MS), { kind: 'unauthorized' });
    const configuration = aConfiguration();
    assert.deepEqual(await clientOf().replicate(target, configuration, TIMEOUT_MS), { kind: 'unauthorized' });
  });

  it('takes a stalled node for silent', async () => {
    api.application.isStalled = true;
    const answer = await clientOf().readState(targetOf(api.client.base), heartbeat, TIMEOUT_MS);
    assert.deepEqual(answer, { kind: 'silent', why: 'HTTP 500' });
  });

  it('pushes every document whole', async () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const configuration = new Generator(seed).configuration();
      const answer = await clientOf().replicate(targetOf(api.client.base), configuration, TIMEOUT_MS);
      assert.deepEqual(answer, { kind: 'stored' });
      assert.deepEqual(bare(api.application.pushes.at(-1)?.pushed.configuration), bare(configuration));
    }
  });

  it('pushes a configuration that would be longer than a request may be', async () => {
    const services = Array.from({ length: 100 }, (_, index) => aService(`service-number-${index}`));
    const members = Array.from({ length: 200 }, (_, index) => aMember(`node-number-${index}`));
    const configuration = aConfiguration({ services, members });
    const answer = await clientOf().replicate(targetOf(api.client.base), configuration, TIMEOUT_MS);
    assert.deepEqual(answer, { kind: 'stored' });
    assert.deepEqual(bare(api.application.pushes.at(-1)?.pushed.configuration), bare(configuration));
  });

  it('learns which edition a follower keeps that refuses', async () => {
    const stamp = { epoch: 4, version: 2, hash: 'abc' };
    api.application.replicateAnswer = { kind: 'refused', why: 'older', stamp };
    const answer = await clientOf().replicate(targetOf(api.client.base), aConfiguration(), TIMEOUT_MS);
    assert.deepEqual(answer, { kind: 'refused', stamp });
  });

  it('dismisses a node, and announces that one has left', async () => {
    const target = targetOf(api.client.base);
    assert.deepEqual(await clientOf().dismiss(target, TIMEOUT_MS), { kind: 'stored' });
    assert.deepEqual(await clientOf().announceLeave(target, 'sh', TIMEOUT_MS), { kind: 'stored' });
    assert.deepEqual(api.application.calls, [
      ['quit', false],
      ['memberLeft', 'sh'],
    ]);
  });
});

describe('asking a leader', () => {
  const api = apiUnderTest('leader');

  it('to take a push shows that it is no follower', async () => {
    const answer = await clientOf().replicate(targetOf(api.client.base), aConfiguration(), TIMEOUT_MS);
    assert.deepEqual(answer, { kind: 'not-a-follower' });
  });
});

describe('asking something else', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  async function serve(listener: RequestListener): Promise<PeerTarget> {
    const server = createPlainServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return targetOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  const ask = (target: PeerTarget, timeoutMs = TIMEOUT_MS): ReturnType<PeerClient['readState']> =>
    clientOf().readState(target, new Generator(1).heartbeat(), timeoutMs);

  const nonsense: readonly (readonly [string, RequestListener])[] = [
    ['HTML', (_, response) => response.end('<html>hunter2</html>')],
    ['an empty answer', (_, response) => response.end()],
    ['JSON that is no envelope', (_, response) => response.end('["hunter2"]')],
    ['a state without cocoaBasic', (_, response) => response.end('{"statusCode":200,"cocoaBasic":null}')],
    ['an HTTP error', (_, response) => response.writeHead(503).end('{"statusCode":200}')],
    ['a broken connection', (request) => request.socket.destroy()],
    ['an endless answer', (_, response) => response.end('x'.repeat(9 * MEBIBYTE))],
  ];
  for (const [what, listener] of nonsense) {
    it(`takes ${what} for silence, and does not repeat what it read`, async () => {
      const answer = await ask(await serve(listener));
      assert.equal(answer.kind, 'silent');
      assert.ok(answer.why !== '');
      assert.equal(answer.why.includes('hunter2'), false);
    });
  }

  it('takes a closed port for silence', async () => {
    const gone = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const answer = await ask(gone);
    assert.equal(answer.kind, 'silent');
    assert.match(answer.why, /ECONNREFUSED/);
  });

  it('takes an address that is none for silence', async () => {
    assert.equal((await ask(targetOf(''))).kind, 'silent');
  });

  it('gives up at its deadline, also when the answer comes drop by drop', async () => {
    const listeners: readonly RequestListener[] = [
      () => undefined,
      (_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => {
          clearInterval(drip);
        });
      },
    ];
    for (const listener of listeners) {
      const startedAt = performance.now();
      const answer = await ask(await serve(listener), 200);
      assert.equal(answer.kind, 'silent');
      assert.ok(performance.now() - startedAt < 2_000);
    }
  });

  it('does not follow a redirect with the secret in hand', async () => {
    let isReached = false;
    const elsewhere = await serve((_, response) => {
      isReached = true;
      response.end('{"statusCode":401}');
    });
    const answer = await ask(
      await serve((_, response) => response.writeHead(307, { location: elsewhere.url }).end()),
    );
    assert.equal(answer.kind, 'silent');
    assert.equal(isReached, false);
  });

  it('recognises a node of the Go program by an answer without heartbeat', async () => {
    const requests: IncomingMessage[] = [];
    const target = await serve((request, response) => {
      requests.push(request);
      request.resume();
      const own = { nodeName: '旧', nodeCode: 'go', workMode: 'follower', ISPs: null, cocoaSecret: '999' };
      const cocoaBasic = { nodeCode: 'go', otherCocoaSyncer: [own], cocoaManagedService: null };
      response.end(JSON.stringify({ statusCode: 201, statusString: 'Mafu?', cocoaBasic }));
    });
    const answer = await ask(target);
    assert.equal(answer.kind, 'state');
    assert.equal(answer.heartbeat, null);
    assert.deepEqual([answer.self?.name, answer.self?.secret.reveal()], ['旧', '999']);
    assert.equal(requests[0]?.method, 'POST');
    assert.equal(requests[0].url, '/v1/getClusterInfo');
    assert.equal(requests[0].headers['user-agent'], 'CocoaSyncer/0.0.0-test');
  });

  it('shows a Go follower when each node was heard, and as of now whom nobody heard yet', async () => {
    let body = '';
    const target = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => response.end('{"statusCode":200}'));
    });
    const configuration = aConfiguration({
      members: ['me', 'lost', 'unheard', 'new'].map((id) => aMember(id)),
      clusterKey: Secret.of('cluster key'),
    });
    const liveness = {
      lost: { lastHeartbeatAt: AT - 900_000, health: 'unreachable' },
      unheard: { lastHeartbeatAt: null, health: 'unknown' },
    } as const;
    const client = clientOf(aMember('me', { role: 'leader' }));
    assert.deepEqual(await client.replicate(target, configuration, TIMEOUT_MS, liveness), { kind: 'stored' });
    const sent = JSON.parse(body) as {
      readonly cocoaBasic: {
        readonly otherCocoaSyncer: readonly { readonly watchDog: string; readonly statusCode: number }[];
      };
    };
    assert.deepEqual(
      sent.cocoaBasic.otherCocoaSyncer.map(({ watchDog, statusCode }) => [
        Date.parse(watchDog) - AT,
        statusCode,
      ]),
      [
        [0, 200],
        [-900_000, 504],
        [0, 0],
        [0, 0],
      ],
    );
    assert.equal(body.includes('cluster key'), false);
  });
});
