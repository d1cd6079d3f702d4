import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createAliyunApi, type AliyunApi } from '../../../../src/dns/provider/aliyun/api.ts';
import { Ended, startDeadline } from '../../../../src/dns/provider/deadline.ts';
import { Secret } from '../../../../src/model/secret.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import { eventually } from '../../../support/eventually.ts';
import { okAnswer, startStub, type Stub } from './stub-server.ts';

const never = new AbortController().signal;

function apiAt(endpoint: string): AliyunApi {
  return createAliyunApi({ endpoint, keyId: 'testid', keySecret: Secret.of('testsecret'), timeoutMs: 5_000 });
}

describe('a call to Alidns', () => {
  let stub: Stub;
  let api: AliyunApi;
  before(async () => {
    stub = await startStub();
    api = apiAt(stub.endpoint);
  });
  beforeEach(() => {
    stub.requests.length = 0;
    stub.answer = () => okAnswer({});
  });
  after(async () => {
    api.close();
    await stub.stop();
  });

  it('is a POST with everything in the body and nothing in the address', async () => {
    await api.call('DescribeDomainInfo', { DomainName: 'example.test' }, never);
    const [request] = stub.requests;
    assert.equal(request?.method, 'POST');
    assert.equal(request.url, '/');
    assert.match(request.contentType, /^application\/x-www-form-urlencoded/);
    assert.equal(request.parameters['Action'], 'DescribeDomainInfo');
    assert.equal(request.parameters['Version'], '2015-01-09');
    assert.equal(request.parameters['Format'], 'JSON');
    assert.ok(request.parameters['Signature']);
  });

  it('carries the signature that the vendor’s rules give', async () => {
    // The second vector of the reference, whose parameters are all set from outside.
    const parameters = {
      ...{ DomainName: 'example.com', RR: '*', Type: 'TXT', Line: 'telecom', TTL: 600 },
      ...{ Value: "a b~c'd(e)!/+=测", SignatureNonce: '0123456789abcdef0123456789abcdef' },
      Timestamp: '2024-01-02T03:04:05Z',
    };
    await api.call('AddDomainRecord', parameters, never);
    assert.equal(stub.requests[0]?.parameters['Signature'], 'hB2YO3bacWirhc37VBDxp0EqEE0=');
  });

  it('leaves out what is undefined, and sends false, zero and empty texts', async () => {
    await api.call('Any', { A: undefined, B: false, C: 0, D: '' }, never);
    const { parameters } = stub.requests[0] ?? assert.fail();
    assert.equal('A' in parameters, false);
    assert.deepEqual([parameters['B'], parameters['C'], parameters['D']], ['false', '0', '']);
  });

  it('uses one connection again for calls in a row, and closes it when closed', async () => {
    const own = apiAt(stub.endpoint);
    await own.call('One', {}, never);
    const standing = stub.sockets.size;
    await own.call('Two', {}, never);
    assert.equal(stub.sockets.size, standing);
    own.close();
    await eventually(() => stub.sockets.size < standing, 2_000, 'the closing of the connection');
  });

  it('answers with the Date header', async () => {
    stub.answer = () => okAnswer({}, { date: 'Mon, 02 Nov 2026 12:00:00 GMT' });
    const answer = await api.call('Any', {}, never);
    assert.equal(answer.date, 'Mon, 02 Nov 2026 12:00:00 GMT');
  });

  const stalls = [
    { where: 'before the answer begins', stall: () => () => undefined },
    {
      where: 'in the middle of the body',
      stall: () => (_: unknown, response: { write(text: string): void }) => {
        response.write('{"RequestId":');
      },
    },
  ] as const;
  for (const { where, stall } of stalls) {
    it(`destroys the socket at the deadline when the service stalls ${where}`, async () => {
      stub.answer = stall;
      const deadline = startDeadline(systemClock, 150, []);
      const startedAt = performance.now();
      await assert.rejects(api.call('Slow', {}, deadline.signal), Ended);
      assert.ok(performance.now() - startedAt < 1_000);
      assert.equal(stub.requests.length, 1);
      await eventually(() => stub.requests[0]?.isConnectionClosed(), 1_000, 'the end of the connection');
    });
  }

  it('destroys the socket when the caller calls it off', async () => {
    stub.answer = () => () => undefined;
    const controller = new AbortController();
    const call = api.call('Slow', {}, controller.signal);
    await eventually(() => stub.requests.length === 1, 2_000, 'the request');
    assert.equal(stub.requests[0]?.isConnectionClosed(), false);
    controller.abort();
    await assert.rejects(call, Ended);
    await eventually(() => stub.requests[0]?.isConnectionClosed(), 1_000, 'the end of the connection');
  });

  it('sends nothing when it was called off before it began', async () => {
    await assert.rejects(api.call('Never', {}, AbortSignal.abort()), Ended);
    await api.call('After', {}, never);
    assert.deepEqual(
      stub.requests.map((request) => request.parameters['Action']),
      ['After'],
    );
  });

  it('sends nothing any more when the deadline passes while it connects by TLS', async () => {
    let received = '';
    const sockets: Socket[] = [];
    const mute = createServer((socket) => {
      sockets.push(socket);
      socket.on('data', (data: Buffer) => (received += data.toString('latin1')));
      socket.on('error', () => undefined);
    });
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const tls = apiAt(`https://127.0.0.1:${(mute.address() as AddressInfo).port}`);
    const deadline = startDeadline(systemClock, 200, []);
    try {
      await assert.rejects(tls.call('UpdateDomainRecord', {}, deadline.signal), Ended);
      await eventually(() => sockets[0]?.closed, 1_000, 'the end of the connection');
      assert.equal(received.includes('UpdateDomainRecord'), false);
    } finally {
      tls.close();
      for (const socket of sockets) socket.destroy();
      mute.close();
    }
  });
});
