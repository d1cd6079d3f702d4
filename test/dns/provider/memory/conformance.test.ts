import { MemoryDns } from '../../../../src/dns/provider/memory/memory-dns.ts';
import { SILENT } from '../../../../src/dns/provider/memory/disturbance.ts';
import { MemoryProvider } from '../../../../src/dns/provider/memory/memory-provider.ts';
import { systemClock as clock } from '../../../../src/platform/clock.ts';
import { systemRandom as random } from '../../../../src/platform/random.ts';
import { describeProvider } from '../conformance.ts';

const timeoutMs = 600;

describeProvider('memory', async () => {
  const dns = new MemoryDns({ clock, zones: ['example.test', 'other.test'] });
  return {
    provider: new MemoryProvider({ dns, clock, random, timeoutMs, latencyMs: 2 }),
    silent: new MemoryProvider({ dns, clock, random, timeoutMs, disturb: () => SILENT }),
    timeoutMs,
    zone: 'example.test',
    otherZone: 'other.test',
    addByHand: async (zone, { isEnabled, isLocked, ...record }) =>
      dns.addByHand(zone, {
        ...record,
        line: record.lineCode === 'default' ? 'default' : null,
        ...{ ttl: 600, enabled: isEnabled, locked: isLocked, remark: null, weight: 1 },
      }),
    stop: async () => undefined,
  };
});
