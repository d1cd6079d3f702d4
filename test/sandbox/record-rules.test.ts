import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { typesConflict } from '../../src/sandbox/conflict-rules.ts';
import { EDITIONS, editionLimits, type Edition } from '../../src/sandbox/edition.ts';
import { lineChain, linesOf } from '../../src/sandbox/line-catalog.ts';
import { checkRecord, type RecordWish } from '../../src/sandbox/record-rules.ts';
import { Refusal } from '../../src/sandbox/refusal.ts';
import type { SandboxZone } from '../../src/sandbox/zone.ts';

const GOOD: RecordWish = {
  rr: 'www',
  type: 'A',
  value: '192.0.2.1',
  line: null,
  ttl: null,
  priority: null,
};

function zone(edition: Edition): SandboxZone {
  const { minTtl } = editionLimits(edition);
  return { id: '1', name: 'example.test', edition, minTtl, owners: null, createdAt: 0 };
}

function codeOf(wish: Partial<RecordWish>, edition: Edition = 'mianfei'): string {
  try {
    checkRecord(zone(edition), { ...GOOD, ...wish });
    return 'OK';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const BAD_FORM = 'SubDomainInvalid.Value';

describe('rules for one record', () => {
  const rows: readonly [what: string, wish: Partial<RecordWish>, outcome: string][] = [
    ['the zone itself', { rr: '@' }, 'OK'],
    ['a wildcard', { rr: '*.app' }, 'OK'],
    ['Chinese characters', { rr: '主页' }, 'OK'],
    ['an underscore', { rr: '_acme-challenge' }, 'OK'],
    ['a leading hyphen', { rr: '-www' }, BAD_FORM],
    ['a trailing hyphen', { rr: 'www-' }, BAD_FORM],
    ['a wildcard inside', { rr: 'a.*' }, BAD_FORM],
    ['an empty label', { rr: 'a..b' }, BAD_FORM],
    ['a label of 64', { rr: 'a'.repeat(64) }, BAD_FORM],
    ['six levels on the free edition', { rr: 'a.b.c.d.e.f' }, BAD_FORM],
    ['five levels on the free edition', { rr: 'a.b.c.d.e' }, 'OK'],
    ['a wildcard NS', { rr: '*', type: 'NS', value: 'ns.example.com' }, BAD_FORM],
    ['an unknown type', { type: 'PTR' }, 'InvalidType'],
    ['a type in lower case', { type: 'a' }, 'OK'],
    ['an IPv6 address as A', { value: '2001:db8::1' }, BAD_FORM],
    ['an IPv4 address as AAAA', { type: 'AAAA' }, BAD_FORM],
    ['an AAAA', { type: 'AAAA', value: '2001:db8::1' }, 'OK'],
    ['an A with a blank', { value: '192.0.2.1 ' }, BAD_FORM],
    ['an A with a leading zero', { value: '192.0.2.01' }, BAD_FORM],
    ['a CNAME to an address', { type: 'CNAME' }, BAD_FORM],
    ['an empty text', { type: 'TXT', value: '""' }, BAD_FORM],
    ['a text of 512 bytes', { type: 'TXT', value: 'x'.repeat(512) }, 'OK'],
    ['a text of 513 bytes', { type: 'TXT', value: 'x'.repeat(513) }, BAD_FORM],
    ['an MX without priority', { type: 'MX', value: 'mail.example.com' }, 'MissingPriority'],
    ['an MX with priority 51', { type: 'MX', value: 'mail.example.com', priority: '51' }, 'InvalidPriority'],
    ['an MX with priority 50', { type: 'MX', value: 'mail.example.com', priority: '50' }, 'OK'],
    ['a TTL of 0', { ttl: '0' }, 'InvalidTTL'],
    ['a TTL in words', { ttl: 'soon' }, 'InvalidTTL'],
    ['a TTL below the edition', { ttl: '599' }, 'QuotaExceeded.TTL'],
    ['a TTL above all editions', { ttl: '86401' }, 'QuotaExceeded.TTL'],
    ['a line of the edition', { line: 'telecom' }, 'OK'],
    ['a line outside the edition', { line: 'cn_telecom_shanghai' }, 'InvalidLine'],
    [
      'a forward on a wildcard',
      { rr: '*', type: 'REDIRECT_URL', value: 'a.test' },
      'URLForwardError.PanRecord',
    ],
    [
      'a forward on a line',
      { line: 'edu', type: 'FORWORD_URL', value: 'a.test' },
      'URLForwardError.NotDefaultLine',
    ],
  ];
  for (const [what, wish, expected] of rows) {
    it(`answers ${expected} to ${what}`, () => {
      assert.equal(codeOf(wish), expected);
    });
  }

  it('lets each edition have its own least TTL', () => {
    const least = EDITIONS.map((edition) => {
      const ttl = [1, 59, 60, 599, 600].find((each) => codeOf({ ttl: String(each) }, edition) === 'OK');
      return `${edition} ${String(ttl)}`;
    });
    assert.deepEqual(least, [
      'mianfei 600',
      'version_personal 600',
      'version_enterprise_basic 60',
      'version_enterprise_advanced 1',
    ]);
  });

  it('sets line and TTL when they are left out, and keeps names in lower case without a final dot', () => {
    const facts = checkRecord(zone('mianfei'), {
      ...GOOD,
      rr: 'WWW',
      type: 'cname',
      value: 'Target.example.',
    });
    assert.deepEqual(facts, {
      rr: 'www',
      type: 'CNAME',
      value: 'Target.example',
      line: 'default',
      ttl: 600,
      priority: null,
    });
  });
});

describe('conflicts of types', () => {
  const types = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'REDIRECT_URL', 'ALIAS', 'HTTPS'];
  const clashes = (rr: string): readonly string[] =>
    types.map((one) => `${one}: ${types.filter((other) => typesConflict(rr, one, other)).join(' ')}`);

  it('follow the old table below the zone', () => {
    assert.deepEqual(clashes('www'), [
      'A: CNAME NS REDIRECT_URL ALIAS',
      'AAAA: CNAME NS REDIRECT_URL ALIAS',
      'CNAME: A AAAA MX NS TXT SRV REDIRECT_URL ALIAS HTTPS',
      'MX: CNAME NS ALIAS',
      'NS: A AAAA CNAME MX TXT SRV REDIRECT_URL ALIAS HTTPS',
      'TXT: CNAME NS ALIAS',
      'SRV: CNAME NS ALIAS',
      'REDIRECT_URL: A AAAA CNAME NS REDIRECT_URL ALIAS',
      'ALIAS: A AAAA CNAME MX NS TXT SRV REDIRECT_URL HTTPS',
      'HTTPS: CNAME NS ALIAS',
    ]);
  });

  it('follow the newer table at the zone itself', () => {
    assert.deepEqual(clashes('@'), [
      'A: CNAME REDIRECT_URL ALIAS',
      'AAAA: CNAME REDIRECT_URL ALIAS',
      'CNAME: A AAAA SRV REDIRECT_URL ALIAS HTTPS',
      'MX: ',
      'NS: ',
      'TXT: ',
      'SRV: CNAME',
      'REDIRECT_URL: A AAAA CNAME REDIRECT_URL',
      'ALIAS: A AAAA CNAME',
      'HTTPS: CNAME',
    ]);
  });
});

describe('lines', () => {
  it('are searched from the narrowest to default', () => {
    assert.deepEqual(lineChain('cn_telecom_shanghai'), ['cn_telecom_shanghai', 'telecom', 'default']);
    assert.deepEqual(lineChain('os_asia_jp'), ['os_asia_jp', 'os_asia', 'oversea', 'default']);
    assert.deepEqual(lineChain('default'), ['default']);
  });

  it('grow with the edition', () => {
    const counts = EDITIONS.map((edition) => linesOf(editionLimits(edition)).length);
    assert.deepEqual(counts.slice(0, 2), [11, 13]);
    assert.ok((counts[2] ?? 0) > 200);
  });
});
