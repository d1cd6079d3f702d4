import { AliyunProvider } from '../../../../src/dns/provider/aliyun/aliyun-provider.ts';
import { Secret } from '../../../../src/model/secret.ts';
import { systemClock as clock } from '../../../../src/platform/clock.ts';
import { systemRandom as random } from '../../../../src/platform/random.ts';
import { startSandbox } from '../../../../src/sandbox/sandbox.ts';
import { describeProvider } from '../conformance.ts';

const timeoutMs = 1_500;
const quick = { keyId: 'sandbox-key', keySecret: 'sandbox-secret' };
const silent = { keyId: 'silent-key', keySecret: 'silent-secret' };

describeProvider('Aliyun', async () => {
  const sandbox = await startSandbox({
    accounts: [quick, silent],
    zones: [{ name: 'example.test', edition: 'version_enterprise_advanced' }, { name: 'other.test' }],
    // Overlapping writes to one zone are refused, as the service does.
    writeTakesMs: 5,
  });
  sandbox.setFault({ kind: 'latency', keyIds: [silent.keyId], delayMs: 60_000 });
  const start = ({ keyId, keySecret }: typeof quick): AliyunProvider =>
    new AliyunProvider({
      ...{ keyId, keySecret: Secret.of(keySecret), endpoint: sandbox.apiUrl },
      ...{ timeoutMs, clock, random },
    });
  return {
    provider: start(quick),
    silent: start(silent),
    timeoutMs,
    zone: 'example.test',
    otherZone: 'other.test',
    addByHand: async (zone, { lineCode, ...record }) => {
      const [change] = await sandbox.edit({ op: 'add', zone, line: lineCode, ...record });
      return change?.after?.id ?? '';
    },
    stop: () => sandbox.stop(),
  };
});
