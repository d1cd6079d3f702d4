// What every DNS provider must do, told as a story: each step is applied and then read again, and doing it
// twice changes nothing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LINES } from '../../../src/model/line.ts';
import { ProviderError, type DnsProvider, type NewRecord } from '../../../src/dns/provider/provider.ts';
import type { ZoneRecord } from '../../../src/dns/provider/provider.ts';

/** One implementation, with a zone that is empty at first and a second one beside it. */
export interface Subject {
  readonly provider: DnsProvider;
  /** Longest duration of a call as given to the provider, ms. */
  readonly timeoutMs: number;
  readonly zone: string;
  readonly otherZone: string;
  /** Another provider on the same zones whose calls get no answer at all. */
  readonly silent: DnsProvider;
  /** Makes a record that a person could make in the console: locked, disabled or on a line that is not ours. */
  addByHand(zone: string, record: HandMade): Promise<string>;
  stop(): Promise<void>;
}

export interface HandMade {
  readonly rr: string;
  readonly type: string;
  readonly value: string;
  readonly lineCode: string;
  readonly isEnabled: boolean;
  readonly isLocked: boolean;
}

const www: NewRecord = {
  rr: 'www',
  type: 'A',
  line: 'default',
  value: '192.0.2.1',
  ttl: 900,
  remark: 'made by a test',
};

export function describeProvider(name: string, start: () => Promise<Subject>): void {
  describe(`the ${name} provider keeps the contract`, () => {
    let subject: Subject;
    before(async () => {
      subject = await start();
    });
    after(async () => {
      subject.silent.close();
      subject.provider.close();
      await subject.stop();
    });

    async function read(): Promise<readonly ZoneRecord[]> {
      return (await subject.provider.readZone(subject.zone)).records;
    }
    async function only(rr: string): Promise<ZoneRecord> {
      const found = (await read()).filter((record) => record.rr === rr);
      assert.equal(found.length, 1, `exactly one record ${rr}`);
      return found[0] ?? assert.fail();
    }

    it('says what the zone permits, and has a word of its own for every line', async () => {
      const limits = await subject.provider.describeZone(subject.zone);
      assert.ok(Number.isInteger(limits.minTtl) && limits.minTtl >= 1);
      assert.deepEqual(limits.lines, LINES);
      assert.equal(new Set(LINES.map((line) => subject.provider.lineCode(line))).size, LINES.length);
    });

    it('reads an empty zone as empty, with the time at the provider', async () => {
      const reading = await subject.provider.readZone(subject.zone);
      assert.deepEqual(reading.records, []);
      assert.ok(reading.providerNow !== null && Math.abs(reading.providerNow - Date.now()) < 5_000);
    });

    it('adds a record with everything it was given', async () => {
      const id = await subject.provider.addRecord(subject.zone, www);
      const record = await only('www');
      assert.deepEqual(
        { ...record, updatedAt: 0 },
        {
          id,
          rr: 'www',
          type: 'A',
          lineCode: subject.provider.lineCode('default'),
          line: 'default',
          value: '192.0.2.1',
          ttl: 900,
          enabled: true,
          locked: false,
          updatedAt: 0,
          remark: 'made by a test',
          weight: 1,
        },
      );
      assert.ok(BigInt(id) > 2n ** 53n, 'the suite is meant to show ids that went through a number');
    });

    it('answers "same" when the record is added again, and adds nothing', async () => {
      const earlier = await read();
      await failsWith('same', subject.provider.addRecord(subject.zone, www));
      assert.deepEqual(await read(), earlier);
    });

    it('updates the value and nothing else, and dates it by the provider’s clock', async () => {
      const earlier = await only('www');
      await subject.provider.updateValue(subject.zone, earlier, '192.0.2.2');
      const { records, providerNow } = await subject.provider.readZone(subject.zone);
      const later = records.find((record) => record.id === earlier.id);
      assert.deepEqual({ ...later, updatedAt: 0 }, { ...earlier, value: '192.0.2.2', updatedAt: 0 });
      assert.ok((later?.updatedAt ?? 0) >= (earlier.updatedAt ?? Number.NaN));
      assert.ok(Math.abs((later?.updatedAt ?? 0) - (providerNow ?? 0)) < 5_000);
    });

    it('answers "same" when the value is there already, and changes nothing', async () => {
      const earlier = await read();
      const record = await only('www');
      await failsWith('same', subject.provider.updateValue(subject.zone, record, record.value));
      assert.deepEqual(await read(), earlier);
    });

    it('keeps line and TTL of an update on every line', async () => {
      for (const [index, line] of LINES.entries()) {
        const record = { rr: 'lines', type: 'AAAA', line, value: `2001:db8::${index + 1}`, remark: null };
        await subject.provider.addRecord(subject.zone, { ...record, ttl: 700 + index });
      }
      const earlier = (await read()).filter((record) => record.rr === 'lines');
      for (const record of earlier) {
        await subject.provider.updateValue(subject.zone, record, `${record.value}:ff`);
      }
      const later = (await read()).filter((record) => record.rr === 'lines');
      assert.deepEqual(new Set(later.map((record) => record.line)), new Set(LINES));
      assert.deepEqual(
        new Map(later.map((record) => [record.id, `${record.lineCode} ${record.ttl} ${record.value}`])),
        new Map(earlier.map((record) => [record.id, `${record.lineCode} ${record.ttl} ${record.value}:ff`])),
      );
    });

    it('gives a record without a TTL the least the zone allows, at most 600', async () => {
      const { minTtl } = await subject.provider.describeZone(subject.zone);
      await subject.provider.addRecord(subject.zone, { ...www, rr: 'short', ttl: null, remark: null });
      const record = await only('short');
      assert.equal(record.ttl, Math.min(600, minTtl));
      assert.equal(record.remark, null);
    });

    it('keeps a text of 500 characters as it is', async () => {
      const value = `cw1.${'aZ-_09'.repeat(82)}.end`.slice(0, 500);
      await subject.provider.addRecord(subject.zone, { ...www, rr: '_cocoa-0f', type: 'TXT', value });
      assert.equal((await only('_cocoa-0f')).value, value);
    });

    it('reads disabled and locked records and foreign lines, and says which they are', async () => {
      const base = { rr: 'hand', type: 'A', isEnabled: true, isLocked: false };
      await subject.addByHand(subject.zone, { ...base, value: '192.0.2.11', lineCode: 'google' });
      const { zone } = subject;
      await subject.addByHand(zone, { ...base, value: '192.0.2.12', lineCode: 'default', isEnabled: false });
      await subject.addByHand(zone, { ...base, value: '192.0.2.13', lineCode: 'default', isLocked: true });
      const found = (await read()).filter((record) => record.rr === 'hand');
      const seen = found.map(({ value, enabled, locked, line }) => ({ value, enabled, locked, line }));
      assert.deepEqual(
        seen.sort((a, b) => a.value.localeCompare(b.value)),
        [
          { value: '192.0.2.11', enabled: true, locked: false, line: null },
          { value: '192.0.2.12', enabled: false, locked: false, line: 'default' },
          { value: '192.0.2.13', enabled: true, locked: true, line: 'default' },
        ],
      );
      const foreign = found.find((record) => record.value === '192.0.2.11') ?? assert.fail();
      await subject.provider.updateValue(zone, foreign, '192.0.2.21');
      const later = (await read()).find((record) => record.id === foreign.id);
      assert.equal(later?.lineCode, 'google');
    });

    it('is refused a write to a locked record, which stays as it is', async () => {
      const locked = (await read()).find((record) => record.locked) ?? assert.fail();
      await failsWith('rejected', subject.provider.updateValue(subject.zone, locked, '192.0.2.99'));
      assert.deepEqual(
        (await read()).find((record) => record.id === locked.id),
        locked,
      );
    });

    it('is refused an update of a record that does not exist, and a zone that is not ours', async () => {
      const record = await only('www');
      const gone = { ...record, id: String(BigInt(record.id) + 777_777n) };
      await failsWith('rejected', subject.provider.updateValue(subject.zone, gone, '192.0.2.99'));
      await failsWith('rejected', subject.provider.readZone('not-ours.test'));
      await failsWith('rejected', subject.provider.addRecord('not-ours.test', www));
      await failsWith('rejected', subject.provider.describeZone('not-ours.test'));
    });

    it('is refused a value that does not fit the type, and a TTL out of range', async () => {
      const earlier = await read();
      const add = (patch: Partial<NewRecord>) =>
        subject.provider.addRecord(subject.zone, { ...www, rr: 'bad', ...patch });
      await failsWith('rejected', add({ value: '2001:db8::1' }));
      await failsWith('rejected', add({ type: 'AAAA' }));
      await failsWith('rejected', add({ ttl: 86_401 }));
      assert.deepEqual(await read(), earlier);
    });

    it('sends writes to one zone one after another, however many are asked for at once', async () => {
      const rrs = Array.from({ length: 8 }, (_, index) => `many${index}`);
      const add = (zone: string, rr: string) =>
        subject.provider.addRecord(zone, { ...www, rr, remark: null });
      await Promise.all([
        ...rrs.map((rr) => add(subject.zone, rr)),
        ...rrs.map((rr) => add(subject.otherZone, rr)),
      ]);
      const found = (await read()).filter((record) => record.rr.startsWith('many'));
      assert.deepEqual(new Set(found.map((record) => record.rr)), new Set(rrs));
      assert.equal((await subject.provider.readZone(subject.otherZone)).records.length, rrs.length);
    });

    it('deletes one record by id, and deleting it again is as good as done', async () => {
      const earlier = await read();
      const record = await only('short');
      await subject.provider.deleteRecord(subject.zone, record.id);
      const later = await read();
      assert.deepEqual(
        new Set(later.map(({ id }) => id)),
        new Set(earlier.map(({ id }) => id).filter((id) => id !== record.id)),
      );
      await subject.provider.deleteRecord(subject.zone, record.id);
      assert.deepEqual(await read(), later);
    });

    it('ends every call within its deadline when nobody answers: a write as "unknown"', async () => {
      const record = await only('www');
      const startedAt = performance.now();
      const { silent, zone, otherZone } = subject;
      await Promise.all([
        failsWith('unknown', silent.updateValue(zone, record, '192.0.2.50')),
        failsWith('unknown', silent.addRecord(otherZone, { ...www, rr: 'silent' })),
        failsWith('unknown', silent.readZone(zone)),
        failsWith('unknown', silent.describeZone(otherZone)),
      ]);
      assert.ok(performance.now() - startedAt < subject.timeoutMs + 1_000);
      assert.deepEqual(await only('www'), record);
    });

    it('ends a call at once when it is called off', async () => {
      const controller = new AbortController();
      const startedAt = performance.now();
      const call = subject.silent.readZone(subject.zone, controller.signal);
      setTimeout(() => {
        controller.abort();
      }, 50);
      await assert.rejects(call, ProviderError);
      assert.ok(performance.now() - startedAt < subject.timeoutMs / 2);
      const record = await only('www');
      const write = subject.provider.updateValue(subject.zone, record, '192.0.2.60', AbortSignal.abort());
      await failsWith('rejected', write);
      assert.deepEqual(await only('www'), record);
    });

    it('asks whether a write is still due when its turn comes, and sends none that is not', async () => {
      const record = await only('www');
      let asked = 0;
      const isDue = (): boolean => {
        asked += 1;
        return false;
      };
      const { provider, silent, zone } = subject;
      await failsWith('rejected', provider.updateValue(zone, record, '192.0.2.80', undefined, isDue));
      assert.equal(asked, 1);
      const before = failsWith('unknown', silent.updateValue(zone, record, '192.0.2.81'));
      const behind = failsWith('rejected', silent.updateValue(zone, record, '192.0.2.82', undefined, isDue));
      await new Promise(setImmediate);
      assert.equal(asked, 1);
      await Promise.all([before, behind]);
      assert.deepEqual(await only('www'), record);
    });

    it('ends calls under way when it is closed, and sends none any more', async () => {
      const record = await only('www');
      const underWay = failsWith('unknown', subject.silent.updateValue(subject.zone, record, '192.0.2.70'));
      const startedAt = performance.now();
      setTimeout(() => {
        subject.silent.close();
      }, 50);
      await underWay;
      await failsWith('rejected', subject.silent.readZone(subject.zone));
      await failsWith('rejected', subject.silent.updateValue(subject.zone, record, '192.0.2.70'));
      assert.ok(performance.now() - startedAt < subject.timeoutMs / 2);
      assert.deepEqual(await only('www'), record);
    });
  });
}

async function failsWith(outcome: ProviderError['outcome'], call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error: unknown) => {
    assert.ok(error instanceof ProviderError, `a ProviderError, not ${String(error)}`);
    assert.equal(error.outcome, outcome, error.message);
    return true;
  });
}
