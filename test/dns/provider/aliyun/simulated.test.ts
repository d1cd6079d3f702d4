// The service that stands behind the nodes of the simulator is held to what every provider must do, through the
// product's own client.
import { AliyunProvider } from '../../../../src/dns/provider/aliyun/aliyun-provider.ts';
import { lineOf } from '../../../../src/dns/provider/aliyun/convert.ts';
import { LINE_CODES } from '../../../../src/dns/provider/aliyun/limits.ts';
import { SILENT } from '../../../../src/dns/provider/memory/disturbance.ts';
import { MemoryDns } from '../../../../src/dns/provider/memory/memory-dns.ts';
import { Secret } from '../../../../src/model/secret.ts';
import { systemClock as clock } from '../../../../src/platform/clock.ts';
import { systemRandom as random } from '../../../../src/platform/random.ts';
import { Alidns } from '../../../sim/provider/alidns.ts';
import type { Befall } from '../../../sim/provider/disturbance.ts';
import { simulatedApi } from '../../../sim/provider/wire.ts';
import { describeProvider } from '../conformance.ts';

const timeoutMs = 600;

describeProvider('simulated Aliyun', async () => {
  const keySecret = Secret.of('secret of the test');
  const dns = new MemoryDns({
    clock,
    zones: ['example.test', 'other.test'],
    lineCode: (line) => LINE_CODES[line],
  });
  // Overlapping writes to one zone are refused, as the service does.
  const service = new Alidns({ dns, keys: new Map([['key', keySecret]]), writeTakesMs: 1 });
  const start = (befall: Befall): AliyunProvider => {
    const way = { client: 'node', time: clock, random, latencyMs: 2 };
    const createApi = simulatedApi({
      ...way,
      ...{ service, befall, isCut: () => false },
      deliver: (run) => {
        run();
      },
    });
    return new AliyunProvider({ keyId: 'key', keySecret, clock, random, timeoutMs, createApi });
  };
  return {
    provider: start(() => null),
    silent: start(() => SILENT),
    timeoutMs,
    zone: 'example.test',
    otherZone: 'other.test',
    addByHand: async (zone, { isEnabled, isLocked, ...record }) =>
      dns.addByHand(zone, {
        ...{ ...record, line: lineOf(record.lineCode) },
        ...{ ttl: 600, enabled: isEnabled, locked: isLocked, remark: null, weight: 1 },
      }),
    stop: async () => undefined,
  };
});
