// An Aliyun provider on the stub server, and what its tests share.
import assert from 'node:assert/strict';
import { afterEach, beforeEach } from 'node:test';
import {
  AliyunProvider,
  type AliyunProviderOptions,
} from '../../../../src/dns/provider/aliyun/aliyun-provider.ts';
import { ProviderError, type NewRecord } from '../../../../src/dns/provider/provider.ts';
import type { ZoneRecord } from '../../../../src/dns/provider/provider.ts';
import { Secret } from '../../../../src/model/secret.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import { evenRandom } from '../manual-clock.ts';
import { errorAnswer, startStub, type Stub, type StubAnswer, type StubRequest } from './stub-server.ts';

export const zone = 'example.test';

export const www: NewRecord = {
  ...{ rr: 'www', type: 'A', line: 'china-unicom', value: '192.0.2.1' },
  ...{ ttl: 600, remark: null },
};

export const record: ZoneRecord = {
  ...{ id: '17196717320730624', rr: 'www', type: 'A', lineCode: 'telecom', line: 'china-telecom' },
  ...{ value: '192.0.2.1', ttl: 900, enabled: true, locked: false, updatedAt: 0, remark: null, weight: 1 },
};

export interface Stubbed {
  readonly requests: readonly StubRequest[];
  answerWith(answer: (request: StubRequest) => StubAnswer): void;
  /** Answers with these in turn, and with the last one for ever. */
  inTurn(...answers: readonly StubAnswer[]): void;
  /** The actions called so far. */
  actions(): (string | undefined)[];
  /** A provider on this test's stub, closed after the test. */
  start(options?: Partial<AliyunProviderOptions>): AliyunProvider;
}

/** A fresh stub for every test of the suite that calls this. */
export function useStub(): Stubbed {
  let stub: Stub | null = null;
  let open: AliyunProvider[] = [];
  const present = (): Stub => stub ?? assert.fail('only within a test');
  beforeEach(async () => {
    stub = await startStub();
  });
  afterEach(async () => {
    for (const provider of open) provider.close();
    open = [];
    await stub?.stop();
  });
  const answerWith = (answer: (request: StubRequest) => StubAnswer): void => {
    present().answer = answer;
  };
  return {
    get requests() {
      return present().requests;
    },
    answerWith,
    inTurn: (...answers) => {
      let index = 0;
      answerWith(() => answers[Math.min(index++, answers.length - 1)] ?? errorAnswer('Nothing'));
    },
    actions: () => present().requests.map(({ parameters }) => parameters['Action']),
    start: (options = {}) => {
      const provider = new AliyunProvider({
        ...{ keyId: 'testid', keySecret: Secret.of('testsecret'), endpoint: present().endpoint },
        ...{ timeoutMs: 3_000, clock: systemClock, random: evenRandom },
        ...options,
      });
      open.push(provider);
      return provider;
    },
  };
}

/** The ProviderError that a call fails with. */
export async function caught(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ProviderError, `a ProviderError, not ${String(error)}`);
  return error;
}
