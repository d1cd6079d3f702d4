import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EditContext } from '../../src/cluster/edit-configuration.ts';
import type { AppError } from '../../src/model/app-error.ts';
import type { Edit } from '../../src/model/edit.ts';
import type { Identity } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import { aMember } from '../support/configurations.ts';
import { CLUSTER, LEARNED, edited, english, member, refused, warned } from './small-cluster.ts';

const ADD: Edit = { kind: 'node-add', url: 'http://d.test:44443', secret: Secret.of('d-secret') };

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
