// The provider against a service that behaves like the real one, and misbehaves like it.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { AliyunProvider } from '../../../../src/dns/provider/aliyun/aliyun-provider.ts';
import { ProviderError, type ZoneRecord } from '../../../../src/dns/provider/provider.ts';
import { Secret } from '../../../../src/model/secret.ts';
import { systemClock, type Clock } from '../../../../src/platform/clock.ts';
import { systemRandom as random } from '../../../../src/platform/random.ts';
import type { FaultSpec } from '../../../../src/sandbox/fault.ts';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/sandbox.ts';
import { eventually } from '../../../support/eventually.ts';

const zone = 'example.test';
const SERVICES = 100;
const LINE_CODES = ['default', 'telecom', 'unicom', 'mobile', 'edu', 'oversea'];

describe('the Aliyun provider on the sandbox', () => {
  let sandbox: Sandbox;
  const open: AliyunProvider[] = [];
  before(async () => {
    const records = Array.from({ length: SERVICES }, (_, service) =>
      LINE_CODES.flatMap((line) => [
        { zone, rr: `s${service}`, type: 'A', value: `192.0.2.${service}`, line },
        { zone, rr: `s${service}`, type: 'AAAA', value: `2001:db8::${service}`, line },
      ]),
    ).flat();
    sandbox = await startSandbox({ records });
  });
  beforeEach(() => {
    sandbox.clearFaults();
  });
  after(async () => {
    for (const provider of open) provider.close();
    await sandbox.stop();
  });

  function start(timeoutMs = 3_000, clock: Clock = systemClock): AliyunProvider {
    const account = { keyId: 'sandbox-key', keySecret: Secret.of('sandbox-secret') };
    const provider = new AliyunProvider({ ...account, endpoint: sandbox.apiUrl, timeoutMs, clock, random });
    open.push(provider);
    return provider;
  }
  function valueOf(id: string): string | undefined {
    return sandbox.records(zone).find((record) => record.id === id)?.value;
  }
  async function pick(provider: AliyunProvider, rr: string): Promise<ZoneRecord> {
    const { records } = await provider.readZone(zone);
    return records.find((record) => record.rr === rr && record.type === 'A') ?? assert.fail();
  }

  it('reads 1,200 records with three calls', async () => {
    const since = sandbox.journal().at(-1)?.number ?? 0;
    const { records } = await start().readZone(zone);
    assert.equal(records.length, 1_200);
    assert.equal(new Set(records.map(({ id }) => id)).size, 1_200);
    assert.equal(sandbox.journal(since).length, 3);
  });

  it('needs no right clock', async () => {
    const clock: Clock = { ...systemClock, wallMs: () => Date.now() + 365 * 86_400_000 };
    assert.equal((await start(3_000, clock).readZone(zone)).records.length, 1_200);
  });

  const faults: readonly [fault: FaultSpec, outcome: ProviderError['outcome'], isApplied: boolean][] = [
    [{ kind: 'throttle' }, 'rejected', false],
    [{ kind: 'refuse-writes' }, 'rejected', false],
    [{ kind: 'drop', calls: 'writes' }, 'unknown', false],
    [{ kind: 'lose-answer' }, 'unknown', true],
    [{ kind: 'unavailable', hasCode: true }, 'unknown', false],
    [{ kind: 'unavailable', hasCode: false, isApplied: true }, 'unknown', true],
    [{ kind: 'html', isApplied: true }, 'unknown', true],
    [{ kind: 'empty', isApplied: false }, 'unknown', false],
  ];
  for (const [index, [fault, outcome, isApplied]] of faults.entries()) {
    it(`says "${outcome}" of a write under ${JSON.stringify(fault)}, once`, async () => {
      const provider = start();
      const record = await pick(provider, `s${index}`);
      const since = sandbox.journal().at(-1)?.number ?? 0;
      sandbox.setFault(fault);
      await assert.rejects(provider.updateValue(zone, record, '198.51.100.1'), (error: unknown) => {
        assert.ok(error instanceof ProviderError);
        assert.equal(error.outcome, outcome, error.message);
        return true;
      });
      assert.equal(sandbox.journal(since).length, 1);
      await eventually(
        () => valueOf(record.id) === (isApplied ? '198.51.100.1' : record.value),
        1_000,
        'the expected value',
      );
    });
  }

  it('fails on a listing that lacks records, and on a wrong total', async () => {
    const provider = start();
    for (const fault of [{ missing: 2 }, { totalOffset: 1 }, { totalOffset: -1 }]) {
      sandbox.clearFaults();
      sandbox.setFault({ kind: 'truncate', ...fault });
      await assert.rejects(provider.readZone(zone), ProviderError);
    }
  });

  it('gets through a read that fails twice', async () => {
    for (const kind of ['html', 'drop'] as const) {
      sandbox.setFault({ kind, times: 1, actions: ['DescribeDomainRecords'] });
    }
    assert.equal((await start().readZone(zone)).records.length, 1_200);
  });

  it('has no effect after its deadline: a write that is still on its way then is gone', async () => {
    const record = await pick(start(), 's90');
    sandbox.setFault({ kind: 'latency', calls: 'writes', delayMs: 600 });
    await assert.rejects(start(250).updateValue(zone, record, '198.51.100.2'), ProviderError);
    sandbox.clearFaults();
    // Another write, later than the first one would have been, shows that its time has passed.
    sandbox.setFault({ kind: 'latency', calls: 'writes', delayMs: 700 });
    await start().updateValue(zone, await pick(start(), 's91'), '198.51.100.3');
    assert.equal(valueOf(record.id), record.value);
  });

  it('writes on although idle connections are closed behind its back', async () => {
    const provider = start();
    const record = await pick(provider, 's92');
    sandbox.setFault({ kind: 'close-idle' });
    for (let round = 0; round < 5; round += 1) {
      const { records } = await provider.readZone(zone);
      assert.equal(records.length, 1_200);
    }
    sandbox.clearFaults();
    await provider.readZone(zone);
    await provider.updateValue(zone, record, '198.51.100.4');
    assert.equal(valueOf(record.id), '198.51.100.4');
  });
});
