// Sealing and comparing give the same answers however they are made quick.
import assert from 'node:assert/strict';
import { createDecipheriv, hkdfSync } from 'node:crypto';
import { describe, it } from 'node:test';

import { comparerInConstantTime, equalInConstantTime, seal, unseal } from '../../src/platform/digest.ts';

const TEXTS = [
  '',
  'a',
  'secret',
  'secret\0',
  'secret\0\0',
  'secreT',
  'secret of gz',
  '广州',
  '广',
  '\ud800',
  '\ufffd',
];

describe('a comparison with one text', () => {
  it('agrees with the comparison of two, whatever the lengths, zeros and broken letters', () => {
    for (const expected of TEXTS) {
      const isExpected = comparerInConstantTime(expected);
      for (const given of [...TEXTS, ...TEXTS]) {
        assert.equal(
          isExpected(given),
          equalInConstantTime(given, expected),
          JSON.stringify([expected, given]),
        );
      }
    }
  });

  it('takes a text for itself alone', () => {
    const isSecret = comparerInConstantTime('secret');
    assert.deepEqual(
      ['secret', 'secret\0', 'secre', '', 'secret'].map((given) => isSecret(given)),
      [true, false, false, false, true],
    );
  });
});

describe('a seal', () => {
  const nonce = new Uint8Array(12).fill(7);

  it('is AES-256-GCM under the key that HKDF derives, after its nonce and before its tag', () => {
    const sealed = Buffer.from(seal('key', 'info', nonce, 'plain', 'bound'));
    const key = Buffer.from(hkdfSync('sha256', 'key', '', 'info', 32));
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
    decipher.setAAD(Buffer.from('bound')).setAuthTag(sealed.subarray(-16));
    assert.equal(
      decipher.update(sealed.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8'),
      'plain',
    );
  });

  it('opens with its key, its purpose and what it is bound to, and with nothing else', () => {
    const sealed = seal('key', 'info', nonce, 'plain', 'bound');
    assert.equal(unseal('key', 'info', sealed, 'bound'), 'plain');
    assert.equal(unseal('kez', 'info', sealed, 'bound'), null);
    assert.equal(unseal('key', 'inf', sealed, 'bound'), null);
    assert.equal(unseal('key', 'info', sealed, 'bounD'), null);
    assert.equal(unseal('key', 'info', sealed.subarray(0, 20), 'bound'), null);
  });
});
