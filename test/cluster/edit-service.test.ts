import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { editConfiguration } from '../../src/cluster/edit-configuration.ts';
import type { AppError } from '../../src/model/app-error.ts';
import type { ConfigurationDocument } from '../../src/model/configuration.ts';
import type { Edit } from '../../src/model/edit.ts';
import { Secret } from '../../src/model/secret.ts';
import { aService } from '../support/configurations.ts';
import { CLUSTER, edited, english, refused, warned } from './small-cluster.ts';

describe('accounts', () => {
  const ALI: Edit = { kind: 'account-add', provider: 'ali', keyId: ' id ', keySecret: Secret.of('s') };
  const BARE = { ...CLUSTER, accounts: [], services: [] };

  it('are stored under the spelling of the provider that the program knows', () => {
    const { document } = edited(ALI, { knownProviders: ['Ali'] }, BARE);
    assert.deepEqual(
      document.accounts.map(({ provider, keyId }) => [provider, keyId]),
      [['Ali', 'id']],
    );
    refused({ ...ALI, provider: 'Nimbus' }, 'invalid', 'provider', /Known providers: Ali/, {
      knownProviders: ['Ali'],
    });
  });

  it('are one per provider', () => {
    refused(ALI, 'conflict', 'provider', /dns set/);
  });

  it('change key and secret apart, and never tell either', () => {
    const result = edited({ kind: 'account-set', provider: 'ALI', keySecret: Secret.of('new-secret') });
    const [account] = result.document.accounts;
    assert.deepEqual([account?.keyId, account?.keySecret.reveal()], ['key-id', 'new-secret']);
    assert.deepEqual(
      result.summary.map(({ en }) => en),
      ['The key of the account at Ali is replaced.'],
    );
    assert.ok(edited({ kind: 'account-set', provider: 'Ali', keyId: 'key-id' }).isNoop);
    refused({ kind: 'account-set', provider: 'None' }, 'not-found', 'provider', /There are: Ali/);
    refused({ kind: 'account-set', provider: 'Ali', keyId: '' }, 'invalid', 'keyId');
    refused({ kind: 'account-set', provider: 'Ali', keySecret: Secret.of('') }, 'invalid', 'keySecret');
  });

  it('are not removed while a service uses them', () => {
    refused({ kind: 'account-remove', provider: 'ali' }, 'conflict', 'provider', /www\.example\.test, blog/);
    const { document } = edited(
      { kind: 'account-remove', provider: 'ali' },
      {},
      { ...CLUSTER, services: [] },
    );
    assert.deepEqual(document.accounts, []);
  });
});

describe('services', () => {
  const add = (differing: object = {}): Edit => ({
    kind: 'service-add',
    name: 'Shop',
    zone: 'Example.test.',
    label: 'SHOP',
    provider: 'ali',
    ...differing,
  });
  const carriesOf = (document: ConfigurationDocument): unknown =>
    document.members.map(({ carries }) => carries);

  it('are stored in lower case and the account’s spelling, at the end', () => {
    const { document } = edited(add());
    assert.deepEqual(document.services.at(-1), {
      name: 'Shop',
      zone: 'example.test',
      label: 'shop',
      provider: 'Ali',
    });
  });

  it('are carried by whoever carries everything; the others are named in a warning', () => {
    const result = edited(add());
    assert.deepEqual(carriesOf(result.document), ['all', 'all', ['example.test/www']]);
    assert.match(warned(result), /"Beijing": carrying chosen services only, so not shop\.example\.test/);
  });

  it('are carried by exactly the nodes named', () => {
    const result = edited(add({ nodes: ['Guangzhou', 'c-code'] }));
    assert.deepEqual(carriesOf(result.document), [
      'all',
      ['example.test/www', 'example.test/blog'],
      ['example.test/www', 'example.test/shop'],
    ]);
    assert.match(english(result), /"上海" does not carry shop\.example\.test/);
    assert.equal(warned(result), '');
    const all = edited({ kind: 'service-set', zone: 'example.test', label: 'blog', nodes: 'all' });
    assert.deepEqual(carriesOf(all.document), ['all', 'all', ['example.test/www', 'example.test/blog']]);
    refused(add({ nodes: [] }), 'invalid', 'nodes');
    refused(add({ nodes: ['x'] }), 'not-found', 'nodes');
  });

  it('are unique by name, in whatever spelling', () => {
    refused(add({ label: 'WWW' }), 'conflict', 'label', /service set/);
    const chinese = edited(add({ zone: '例子.测试', label: '商店' })).document;
    assert.deepEqual(chinese.services.at(-1)?.zone, '例子.测试');
    assert.throws(
      () => editConfiguration(chinese, add({ zone: 'xn--fsqu00a.xn--0zwm56d', label: '商店' })),
      (error: AppError) => error.code === 'conflict',
    );
  });

  it('have a well-formed zone', () => {
    const wrong = [
      '',
      'test',
      'a..test',
      '-a.test',
      'a_b.test',
      'a b.test',
      'example.1',
      '192.0.2.1',
      'http://a.test',
    ];
    for (const zone of [
      ...wrong,
      `${'a'.repeat(64)}.test`,
      `${'a.'.repeat(126)}test`,
      '*.a.test',
      '例 子.测试',
    ]) {
      refused(add({ zone }), 'invalid', 'zone');
    }
    for (const zone of ['xn--fsqu00a.xn--0zwm56d', 'sub.example.co.uk', '1.test', '例子.中国']) {
      assert.equal(edited(add({ zone })).document.services.at(-1)?.zone, zone);
    }
  });

  it('have a well-formed host part', () => {
    for (const label of ['', 'a..b', '-a', 'a-', 'a*', 'a.*', '**', 'a b', 'a/b', 'x'.repeat(64), 'приве́т']) {
      refused(add({ label }), 'invalid', 'label');
    }
    refused(add({ label: 'shop.example.test' }), 'invalid', 'label', /before the domain: shop/);
    refused(add({ label: 'example.test' }), 'invalid', 'label', /before the domain: @/);
    refused(add({ label: '_cocoa-12' }), 'invalid', 'label', /witness/);
    for (const label of ['@', '*', '*.a', 'a.b.c', '_sip', 'xn--fsqu00a', '商店', '0']) {
      assert.equal(edited(add({ label })).document.services.at(-1)?.label, label);
    }
  });

  it('may be added before their account, with a warning', () => {
    const result = edited(add({ provider: 'Other' }));
    assert.match(warned(result), /shop\.example\.test: there is no account/);
  });

  it('change name and provider', () => {
    const result = edited(
      { kind: 'service-set', zone: 'EXAMPLE.test', label: 'www', name: '主站', provider: 'Other' },
      { knownProviders: ['Ali', 'Other'] },
    );
    assert.deepEqual(result.document.services[0], { ...aService('www'), name: '主站', provider: 'Other' });
    assert.match(english(result), /now called "主站"[^]*kept at Other instead of Ali/);
    refused(
      { kind: 'service-set', zone: 'example.test', label: 'x' },
      'not-found',
      'label',
      /www\.example\.test/,
    );
  });

  it('that are removed leave every node’s list', () => {
    const result = edited({
      kind: 'service-remove',
      zone: 'example.test',
      label: 'www',
      deleteRecords: false,
    });
    assert.deepEqual(carriesOf(result.document), ['all', 'all', []]);
    assert.deepEqual(
      result.document.services.map(({ label }) => label),
      ['blog'],
    );
    assert.equal(english(result), 'www.example.test is no longer managed.');
  });
});
