import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findAddress } from '../../../src/dns/address/find-address.ts';
import { originOf } from '../../../src/dns/address/origin.ts';

describe('the address in an answer', () => {
  const rows: readonly (readonly ['v4' | 'v6', string, string | null])[] = [
    ['v4', '1.2.3.4', '1.2.3.4'],
    ['v4', '1.2.3.4\n', '1.2.3.4'],
    ['v4', '当前 IP：1.2.3.4  来自于：中国 广东 深圳  电信', '1.2.3.4'],
    ['v4', '<html><body>Current IP Address: 1.2.3.4</body></html>', '1.2.3.4'],
    ['v4', '{"ip":"1.2.3.4","isp":"x"}', '1.2.3.4'],
    ['v4', '{"ip":"1.2.3.4","also":"1.2.3.4"}', '1.2.3.4'],
    ['v4', 'You are 1.2.3.4.', '1.2.3.4'],
    ['v4', 'version 1.2.3.4.5', null],
    ['v4', 'nginx/1.2.3', null],
    ['v4', 'v1.2.3.4-beta', null],
    ['v4', '1.2.3.400', null],
    ['v4', '2408::1', null],
    ['v4', '1.2.3.4 and 5.6.7.8', null],
    ['v4', '', null],
    ['v6', '2408:8000::1', '2408:8000::1'],
    ['v6', 'IP:2408:8000:0:0::00AB', '2408:8000::ab'],
    ['v6', '{"ip":"2408:8000::1"}', '2408:8000::1'],
    ['v6', '当前 IP：2408:8000::1  来自于：中国', '2408:8000::1'],
    ['v6', '{"ip":"2408:8000::1","same":"2408:8000:0:0::1"}', '2408:8000::1'],
    ['v6', 'You are 2408:8000::1.', '2408:8000::1'],
    ['v6', '12:34:56', null],
    ['v6', 'aa:bb:cc:dd:ee:ff', null],
    ['v6', '1.2.3.4', null],
    ['v6', 'fe80::1%eth0', null],
    ['v6', '2408::1 2408::2', null],
  ];
  for (const [family, body, address] of rows) {
    it(`(${family}) of ${JSON.stringify(body)} is ${String(address)}`, () => {
      const found = findAddress(body, family);
      assert.equal(found.kind === 'one' ? found.address : null, address);
    });
  }

  it('is searched for quickly however odd the answer', () => {
    const startedAt = performance.now();
    for (const odd of ['1.'.repeat(32_000), ':'.repeat(64_000), 'a:'.repeat(32_000), '1'.repeat(64_000)]) {
      assert.equal(findAddress(odd, 'v4').kind, 'none');
      assert.equal(findAddress(odd, 'v6').kind, 'none');
    }
    assert.ok(performance.now() - startedAt < 3000);
  });
});

describe('the origin of a URL', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['https://myip.ipip.net', 'ipip.net'],
    ['https://v6.myip.ipip.net/s', 'ipip.net'],
    ['https://speed.neu6.edu.cn/getIP.php', 'neu6.edu.cn'],
    ['https://4.ipw.cn', 'ipw.cn'],
    ['http://127.0.0.1:81/a', '127.0.0.1:81'],
    ['http://[::1]:82/', '[::1]:82'],
    ['http://localhost:83/', 'localhost:83'],
  ];
  for (const [url, origin] of rows) {
    it(`${url} is ${origin}`, () => {
      assert.equal(originOf(new URL(url)), origin);
    });
  }
});
