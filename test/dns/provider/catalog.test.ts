import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalProviderName, createProvider } from '../../../src/dns/provider/catalog.ts';
import { AppError } from '../../../src/model/app-error.ts';
import { Secret } from '../../../src/model/secret.ts';
import { evenRandom, ManualClock } from './manual-clock.ts';

const options = { clock: new ManualClock(), random: evenRandom };

function account(provider: string, keySecret = 'secret') {
  return { provider, keyId: 'key', keySecret: Secret.of(keySecret) };
}

describe('the catalog of DNS providers', () => {
  for (const spelling of ['Ali', 'ali', 'ALI', 'Aliyun', 'aliyun', 'AliDNS', ' Ali ']) {
    it(`knows Ali by the name "${spelling}"`, () => {
      const provider = createProvider(account(spelling), options);
      assert.equal(provider.name, 'Ali');
      assert.equal(canonicalProviderName(spelling), 'Ali');
      provider.close();
    });
  }

  it('lists the known names when asked for another', () => {
    assert.throws(
      () => createProvider(account('Tencent'), options),
      (error: unknown) =>
        error instanceof AppError &&
        error.code === 'invalid' &&
        error.field === 'provider' &&
        error.text.en.includes('"Tencent"') &&
        error.text.en.includes('Ali') &&
        error.text.zh.includes('Ali'),
    );
    assert.equal(canonicalProviderName('Tencent'), null);
  });

  for (const endpoint of [
    'alidns.aliyuncs.com',
    'ftp://x',
    'https://x/path',
    'https://u:p@x',
    'https://x/?a=b',
    '',
  ]) {
    it(`refuses the endpoint "${endpoint}"`, () => {
      assert.throws(
        () => createProvider(account('Ali'), { ...options, endpoint }),
        (error: unknown) => error instanceof AppError && error.field === 'endpoint',
      );
    });
  }

  it('refuses an account without a key secret', () => {
    assert.throws(
      () => createProvider(account('Ali', ''), options),
      (error: unknown) => error instanceof AppError && error.field === 'keySecret',
    );
  });
});
