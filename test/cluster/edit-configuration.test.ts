import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { editConfiguration } from '../../src/cluster/edit-configuration.ts';
import type { EditContext, EditResult } from '../../src/cluster/edit-configuration.ts';
import { AppError } from '../../src/model/app-error.ts';
import type { ErrorCode } from '../../src/model/app-error.ts';
import type { ConfigurationDocument } from '../../src/model/configuration.ts';
import type { Edit } from '../../src/model/edit.ts';
import type { Identity, Member } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import { aDocument, aMember, aService } from '../support/configurations.ts';

const CLUSTER = aDocument({
  members: [
    aMember('a-code', { name: 'Guangzhou', role: 'leader', lines: ['default', 'overseas'] }),
    aMember('b-code', { name: '上海', lines: ['china-unicom'], url: 'http://b.test:44443' }),
    aMember('c-code', { name: 'Beijing', carries: ['example.test/www'] }),
  ],
  leaderId: 'a-code',
  services: [aService('www'), aService('blog')],
  lineBackups: { default: ['b-code', 'c-code'], cernet: ['b-code'] },
});

const LEARNED: Identity = {
  id: 'd-code',
  name: 'Tokyo',
  url: 'http://d.test:44443',
  role: 'follower',
  secret: Secret.of('***'),
};
const ADD: Edit = { kind: 'node-add', url: 'http://d.test:44443', secret: Secret.of('d-secret') };

const edited = (edit: Edit, context: EditContext = {}, from = CLUSTER): EditResult =>
  editConfiguration(from, edit, context);
const member = (document: ConfigurationDocument, id: string): Member => {
  const found = document.members.find((one) => one.id === id);
  assert.ok(found !== undefined, `no member ${id}`);
  return found;
};
const english = (result: EditResult): string => result.summary.map(({ en }) => en).join('\n');
const warned = (result: EditResult): string => result.warnings.map(({ en }) => en).join('\n');

function refused(
  edit: Edit,
  code: ErrorCode,
  field: string,
  message: RegExp = /./,
  context: EditContext = { learned: LEARNED },
): void {
  assert.throws(
    () => editConfiguration(CLUSTER, edit, context),
    (error) => {
      assert.ok(error instanceof AppError);
      assert.deepEqual([error.code, error.field], [code, field]);
      assert.match(`${error.message} ${error.hint?.en ?? ''}`, message);
      return true;
    },
  );
}

describe('node-add', () => {
  it('takes in the node that answered, under the address and secret that proved to work', () => {
    const learned = { ...LEARNED, url: 'http://127.0.0.1:44443' };
    const result = edited({ ...ADD, url: ' HTTP://D.test:44443/ ' }, { learned });
    const added = member(result.document, 'd-code');
    assert.equal(added.url, 'http://d.test:44443');
    assert.equal(added.secret.reveal(), 'd-secret');
    assert.deepEqual([added.name, added.role, added.priority], ['Tokyo', 'follower', 100]);
    assert.deepEqual([added.lines, added.families, added.carries], [[], ['v4'], 'all']);
    assert.deepEqual([added.standby, added.maintenance], [true, false]);
    assert.equal(result.document.members.at(-1), added);
    assert.match(warned(result), /says that its address is http:\/\/127\.0\.0\.1:44443/);
  });

  it('applies the settings that came with it, in their proper order', () => {
    const result = edited(
      { ...ADD, name: 'T', lines: ['overseas', 'default', 'overseas'], families: ['v6', 'v4'], priority: 0 },
      { learned: LEARNED },
    );
    const added = member(result.document, 'd-code');
    assert.deepEqual(added.lines, ['default', 'overseas']);
    assert.deepEqual(added.families, ['v4', 'v6']);
    assert.deepEqual([added.name, added.priority], ['T', 0]);
    assert.equal(result.warnings.length, 0);
    assert.match(english(result), /"T" .*joins; lines: default, overseas; addresses: IPv4, IPv6/);
  });

  it('refuses a node that is in the cluster, leads another, or shares a name or address', () => {
    const learnedAs = (differing: Partial<Identity>): EditContext => ({
      learned: { ...LEARNED, ...differing },
    });
    refused(ADD, 'conflict', 'url', /as "上海"/, learnedAs({ id: 'b-code' }));
    refused(ADD, 'conflict', 'url', /leader itself/, learnedAs({ role: 'leader' }));
    refused(ADD, 'conflict', 'name', /--name/, learnedAs({ name: 'beijing' }));
    refused(ADD, 'conflict', 'name', /./, learnedAs({ name: 'c-code' }));
    refused({ ...ADD, url: 'http://B.test:44443/' }, 'conflict', 'url', /上海/);
    refused(ADD, 'invalid', 'url', /code/, learnedAs({ id: '' }));
    refused({ ...ADD, secret: Secret.of('') }, 'invalid', 'secret');
    refused(ADD, 'internal', 'url', /./, {});
  });
});

describe('node-set', () => {
  it('finds the node by name, code, or name in another letter case', () => {
    for (const node of ['Beijing', 'c-code', ' beijing ']) {
      const { document } = edited({ kind: 'node-set', node, priority: 7 });
      assert.equal(member(document, 'c-code').priority, 7);
    }
    refused({ kind: 'node-set', node: 'nobody' }, 'not-found', 'node', /Guangzhou, 上海, Beijing/);
  });

  it('never tells node codes', () => {
    const result = edited({ kind: 'node-remove', node: 'c-code' });
    assert.doesNotMatch(JSON.stringify([result.summary, result.warnings]), /-code/);
    assert.throws(
      () => edited({ kind: 'node-set', node: 'x' }),
      (error: AppError) => !/-code/.test(error.message + (error.hint?.en ?? '')),
    );
  });

  it('changes what is given and nothing else', () => {
    const { document } = edited({
      kind: 'node-set',
      node: '上海',
      name: '杭州',
      url: 'https://Hz.test/cocoa/',
      lines: [],
      families: ['v6'],
      priority: 1000,
      standby: false,
      maintenance: true,
      carries: ['blog.example.test', 'example.test/WWW'],
    });
    assert.deepEqual(
      { ...member(document, 'b-code'), secret: '' },
      {
        ...aMember('b-code'),
        name: '杭州',
        url: 'https://hz.test/cocoa',
        lines: [],
        families: ['v6'],
        priority: 1000,
        standby: false,
        maintenance: true,
        carries: ['example.test/www', 'example.test/blog'],
        secret: '',
      },
    );
    assert.deepEqual(
      document.members.filter(({ id }) => id !== 'b-code'),
      CLUSTER.members.filter(({ id }) => id !== 'b-code'),
    );
  });

  it('says one sentence per change, in both languages', () => {
    const { summary } = edited({
      kind: 'node-set',
      node: '上海',
      name: 'Hz',
      maintenance: true,
      lines: ['cernet'],
    });
    assert.deepEqual(
      summary.map(({ en }) => en),
      [
        'The node "上海" is now called "Hz".',
        'Lines of "Hz": cernet (was: china-unicom).',
        '"Hz" goes into maintenance: others hold its records.',
      ],
    );
    assert.match(summary[1]?.zh ?? '', /由 中国联通 改为 教育网/);
  });

  it('is a no-op when everything is so already, in whatever order it is written', () => {
    const result = edited({
      kind: 'node-set',
      node: 'Guangzhou',
      lines: ['overseas', 'default'],
      priority: 100,
    });
    assert.ok(result.isNoop);
    assert.equal(result.document, CLUSTER);
    assert.deepEqual(result.summary, []);
  });

  it('refuses what cannot be, and names the field', () => {
    const set = (settings: object): Edit => ({ kind: 'node-set', node: 'Beijing', ...settings });
    refused(set({ name: ' ' }), 'invalid', 'name');
    refused(set({ name: 'a\nb' }), 'invalid', 'name');
    refused(set({ name: 'x'.repeat(65) }), 'invalid', 'name');
    refused(set({ name: 'guangzhou' }), 'conflict', 'name');
    refused(set({ url: 'http://b.test:44443' }), 'conflict', 'url');
    refused(set({ families: [] }), 'invalid', 'families', /maintenance/);
    refused(set({ families: ['v5'] }), 'invalid', 'families');
    refused(set({ lines: ['CT'] }), 'invalid', 'lines', /china-telecom/);
    refused(set({ carries: ['nothing.example.test'] }), 'not-found', 'carries', /www\.example\.test/);
    for (const priority of [-1, 1001, 1.5, NaN])
      refused(set({ priority }), 'invalid', 'priority', /0 to 1000/);
  });

  it('refuses addresses that other nodes cannot use as a base, without repeating a password', () => {
    const set = (url: string): Edit => ({ kind: 'node-set', node: 'Beijing', url });
    for (const url of [
      '',
      'b.test:44443',
      'ftp://b.test',
      'http://',
      'http://h/?a=1',
      'http://h/#x',
      'http://h?',
    ]) {
      refused(set(url), 'invalid', 'url');
    }
    assert.throws(
      () => edited(set('http://user:hunter2@h')),
      (error: AppError) => error.field === 'url' && !/hunter2/.test(error.message + (error.hint?.en ?? '')),
    );
  });

  it('lets the leader be renamed', () => {
    const { document } = edited({ kind: 'node-set', node: 'Guangzhou', name: 'GZ' });
    assert.equal(member(document, 'a-code').name, 'GZ');
  });
});

describe('node-remove', () => {
  it('takes the node out of the members and of all backups', () => {
    const { document } = edited({ kind: 'node-remove', node: '上海' });
    assert.deepEqual(
      document.members.map(({ id }) => id),
      ['a-code', 'c-code'],
    );
    assert.deepEqual(document.lineBackups, { default: ['c-code'] });
  });

  it('warns of lines that lose their last owner', () => {
    assert.match(warned(edited({ kind: 'node-remove', node: '上海' })), /No node owns china-unicom any more/);
  });

  it('refuses the leader', () => {
    refused({ kind: 'node-remove', node: 'a-code' }, 'not-allowed', 'node', /quit/);
  });
});

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

describe('cluster-set', () => {
  it('sets the witness zone, and null for that of the first service', () => {
    const result = edited({ kind: 'cluster-set', witnessZone: 'Witness.test' });
    assert.equal(result.document.witnessZone, 'witness.test');
    assert.match(warned(result), /No managed name lies in witness\.test/);
    assert.equal(warned(edited({ kind: 'cluster-set', witnessZone: 'example.test' })), '');
    const back = edited({ kind: 'cluster-set', witnessZone: null }, {}, result.document);
    assert.equal(back.document.witnessZone, null);
    refused({ kind: 'cluster-set', witnessZone: 'x' }, 'invalid', 'witnessZone');
  });

  it('sets the time-out within a week', () => {
    assert.equal(edited({ kind: 'cluster-set', timeoutMinutes: 30 }).document.timeoutMinutes, 30);
    for (const timeoutMinutes of [0, 1.5, 10_081]) {
      refused({ kind: 'cluster-set', timeoutMinutes }, 'invalid', 'timeoutMinutes', /1 to 10080/);
    }
  });

  it('sets and clears the backups of one line', () => {
    const set = edited({
      kind: 'cluster-set',
      backups: { line: 'overseas', nodes: ['Beijing', '上海', 'c-code'] },
    });
    assert.deepEqual(set.document.lineBackups, { ...CLUSTER.lineBackups, overseas: ['c-code', 'b-code'] });
    assert.equal(english(set), 'Backups of overseas, in this order: "Beijing", "上海".');
    const cleared = edited({ kind: 'cluster-set', backups: { line: 'default', nodes: [] } });
    assert.deepEqual(cleared.document.lineBackups, { cernet: ['b-code'] });
    refused({ kind: 'cluster-set', backups: { line: 'default', nodes: ['x'] } }, 'not-found', 'backups');
  });

  it('allows and denies secrets in clear to the Go program', () => {
    const allowed = edited({ kind: 'cluster-set', legacyPeers: 'allow' });
    assert.equal(allowed.document.legacyPeers, 'allow');
    assert.match(english(allowed), /may be sent secrets in clear/);
    assert.ok(edited({ kind: 'cluster-set', legacyPeers: 'deny' }).isNoop);
  });
});

describe('coverage', () => {
  it('warns when a name is left with ISP lines and no default', () => {
    const result = edited({ kind: 'node-set', node: 'Guangzhou', lines: ['overseas'] });
    assert.match(warned(result), /No node owns default any more/);
    assert.match(
      warned(result),
      /www\.example\.test, blog\.example\.test: records on single lines but none on default/,
    );
  });

  it('looks at each family by itself', () => {
    const result = edited({ kind: 'node-set', node: '上海', families: ['v4', 'v6'] });
    assert.match(warned(result), /none on default/);
  });

  it('tells a gap once, when it comes about', () => {
    const { document } = edited({ kind: 'node-set', node: 'Guangzhou', lines: ['overseas'] });
    assert.equal(warned(edited({ kind: 'node-set', node: 'Guangzhou', priority: 5 }, {}, document)), '');
  });

  it('warns when a name gets no records at all', () => {
    const result = edited({ kind: 'service-set', zone: 'example.test', label: 'blog', nodes: ['Beijing'] });
    assert.match(warned(result), /blog\.example\.test: no node that carries it owns a line/);
  });

  it('warns when the last node goes into maintenance', () => {
    const away = CLUSTER.members.map((one) => ({ ...one, maintenance: one.id !== 'a-code' }));
    const result = edited(
      { kind: 'node-set', node: 'Guangzhou', maintenance: true },
      {},
      { ...CLUSTER, members: away },
    );
    assert.match(warned(result), /All nodes are in maintenance/);
  });
});

it('every sentence exists in both languages', () => {
  const edits: readonly Edit[] = [
    { kind: 'node-remove', node: '上海' },
    { kind: 'service-set', zone: 'example.test', label: 'blog', nodes: ['Beijing'] },
    { kind: 'cluster-set', witnessZone: 'w.test', timeoutMinutes: 5, legacyPeers: 'allow' },
  ];
  for (const edit of edits) {
    const result = edited(edit);
    for (const { en, zh } of [...result.summary, ...result.warnings]) {
      assert.match(zh, /\p{Script=Han}/u, en);
      assert.notEqual(en, zh);
    }
  }
});
