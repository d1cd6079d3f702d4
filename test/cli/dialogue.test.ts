import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '../../src/model/app-error.ts';
import type { Edit } from '../../src/model/edit.ts';
import { text } from '../../src/model/text.ts';
import { healthyView } from '../support/cluster-views.ts';
import { startFakeDaemon, type FakeDaemon, type Script } from './fake-daemon.ts';
import { scriptedAsker } from './fake-parts.ts';
import { runCommand, type Outcome } from './run-command.ts';

interface Talk extends Outcome {
  readonly asked: FakeDaemon['asked'];
  readonly questions: readonly string[];
  readonly refusals: readonly string[];
}

async function talk(
  command: string,
  answers: readonly unknown[],
  language: 'en' | 'zh' = 'en',
  script: Script = {},
): Promise<Talk> {
  const daemon = await startFakeDaemon(script);
  const { asker, questions, refusals } = scriptedAsker(answers);
  try {
    const outcome = await runCommand([command], {
      daemon,
      language,
      isInteractive: true,
      parts: { openAsker: () => Promise.resolve(asker) },
    });
    return { ...outcome, asked: daemon.asked, questions, refusals };
  } finally {
    await daemon.close();
  }
}

function lastEdit(asked: FakeDaemon['asked']): Edit | undefined {
  const last = asked.at(-1);
  assert.equal(last?.what, 'edit');
  return last.edit;
}

describe('the dialogue about nodes', () => {
  for (const command of ['node', 'updateNodeInfo']) {
    it(`of "${command}" adds a node question by question`, async () => {
      const url = 'http://203.0.113.9:44443';
      const answers = ['add', url, 'its-own-secret-66', ['china-telecom'], ['v4', 'v6'], true, 'leave'];
      const { exitCode, out, err, asked, questions } = await talk(command, answers);
      assert.deepEqual([exitCode, err], [0, '']);
      const edit = lastEdit(asked) as Extract<Edit, { kind: 'node-add' }>;
      const { secret, ...rest } = edit;
      assert.deepEqual(rest, { kind: 'node-add', url, lines: ['china-telecom'], families: ['v4', 'v6'] });
      assert.equal(secret.reveal(), 'its-own-secret-66');
      assert.doesNotMatch(out, /its-own-secret-66/);
      assert.deepEqual(questions.length, 7);
    });
  }

  it('offers what is set now when a node is changed', async () => {
    const { asked } = await talk('node', ['set', '1', '沪', 'as-it-is', 'as-it-is', true, 'leave']);
    assert.deepEqual(lastEdit(asked), {
      kind: 'node-set',
      node: 'code-sh-9b04',
      name: '沪',
      lines: ['china-unicom'],
      families: ['v4', 'v6'],
    });
  });

  it('dismisses a node, and asks in Chinese who reads Chinese', async () => {
    const { asked, questions } = await talk('node', ['remove', '2', true, 'leave'], 'zh');
    assert.deepEqual(lastEdit(asked), { kind: 'node-remove', node: 'code-bj-e5d8' });
    for (const question of questions) assert.match(question, /[\u4e00-\u9fff]/);
  });

  it('lists and comes back to the menu', async () => {
    const { exitCode, out } = await talk('node', ['list', 'list', 'leave']);
    assert.equal(exitCode, 0);
    assert.equal(out.match(/^Guangzhou/gm)?.length, 2);
  });

  it('comes back to the menu when a task is broken off or refused', async () => {
    const refusal = new AppError('conflict', text('It is in another cluster.', '它已在其他集群中。'));
    const answers = ['remove', 'break-off', 'remove', '2', true, 'leave'];
    const { exitCode, err } = await talk('node', answers, 'en', { refusal });
    assert.equal(exitCode, 1);
    assert.match(err, /Cancelled; nothing was changed\.\nError: It is in another cluster\./);
  });

  it('ends when the menu itself is broken off', async () => {
    const { exitCode, asked } = await talk('node', ['break-off']);
    assert.deepEqual([exitCode, asked], [0, []]);
  });
});

describe('the dialogue about accounts', () => {
  it('adds, changes and removes one', async () => {
    const view = {
      ...healthyView,
      configuration: { ...healthyView.configuration, accounts: [], services: [] },
    };
    const answers = ['add', 'as-it-is', 'LTAI5tNew', 'key-secret-55', true, 'leave'];
    const added = await talk('dns', answers, 'en', { view });
    const edit = lastEdit(added.asked) as Extract<Edit, { kind: 'account-add' }>;
    assert.deepEqual(
      [edit.provider, edit.keyId, edit.keySecret.reveal()],
      ['Ali', 'LTAI5tNew', 'key-secret-55'],
    );
    assert.doesNotMatch(added.out + added.err, /key-secret-55/);
    const changed = await talk('updateCloudPlatformInfo', [
      'set',
      '0',
      'LTAI5tNew',
      'key-secret-55',
      true,
      'leave',
    ]);
    assert.equal(lastEdit(changed.asked)?.kind, 'account-set');
    const twice = await talk('dns', ['add', 'Ali', 'leave']);
    assert.match(twice.err, /an account at Ali already\.\nUse `dns set`/);
    const removed = await talk('dns', ['remove', '0', true, 'leave']);
    assert.deepEqual(lastEdit(removed.asked), { kind: 'account-remove', provider: 'Ali' });
  });
});

describe('the dialogue about services', () => {
  it('adds a service on all nodes, or on some', async () => {
    const answers = ['add', 'example.org', 'www', '博客', 'as-it-is', true, 'leave'];
    const everywhere = await talk('service', answers);
    assert.deepEqual(lastEdit(everywhere.asked), {
      kind: 'service-add',
      name: '博客',
      zone: 'example.org',
      label: 'www',
      provider: 'Ali',
    });
    const some = ['add', 'example.org', '@', 'as-it-is', ['code-gz-71c2'], true, 'leave'];
    const somewhere = await talk('updateManagedServices', some);
    assert.deepEqual(lastEdit(somewhere.asked), {
      kind: 'service-add',
      name: 'example.org',
      zone: 'example.org',
      label: '@',
      provider: 'Ali',
      nodes: ['code-gz-71c2'],
    });
  });

  it('changes and removes one', async () => {
    const changed = await talk('service', ['set', '1', 'API', ['code-bj-e5d8'], true, 'leave']);
    assert.deepEqual(lastEdit(changed.asked), {
      kind: 'service-set',
      zone: 'example.com',
      label: 'api',
      name: 'API',
      nodes: ['code-bj-e5d8'],
    });
    const removed = await talk('service', ['remove', '0', true, true, 'leave']);
    assert.deepEqual(lastEdit(removed.asked), {
      kind: 'service-remove',
      zone: 'example.com',
      label: 'www',
      deleteRecords: true,
    });
  });

  it('does nothing when the plan is not consented to', async () => {
    const { exitCode, asked } = await talk('service', ['remove', '0', false, false, 'leave']);
    assert.equal(exitCode, 2);
    assert.deepEqual(
      asked.map(({ what }) => what),
      ['preview'],
    );
  });
});

describe('an answer that will not do', () => {
  it('is refused at once, and the question asked again: a service', async () => {
    const zones = ['no zone', 'example.com'];
    const labels = ['www.example.com', 'WWW', 'new'];
    const answers = ['add', ...zones, ...labels, 'as-it-is', [], 'as-it-is', true, 'leave'];
    const { exitCode, refusals, err, asked } = await talk('service', answers);
    assert.equal(exitCode, 0);
    assert.match(refusals[0] ?? '', /not a domain that can be managed\. Give the domain as/);
    assert.match(refusals[1] ?? '', /Give only the part before the domain: www/);
    assert.match(refusals[2] ?? '', /www\.example\.com is managed already/);
    assert.equal(refusals.length, 3);
    assert.equal(err, 'Choose at least one node.\n');
    assert.equal((lastEdit(asked) as Extract<Edit, { kind: 'service-add' }>).label, 'new');
  });

  it('is refused at once: the address, the name and the families of a node', async () => {
    const urls = ['ftp://203.0.113.9', 'http://me:pass@203.0.113.9', 'http://203.0.113.9:44443/'];
    const added = await talk('node', ['add', ...urls, 's-66', [], [], ['v6'], true, 'leave'], 'zh');
    assert.match(added.refusals[0] ?? '', /不是 http 或 https 地址/);
    assert.match(added.refusals[1] ?? '', /不能包含用户名或密码/);
    assert.match(added.err, /至少要有一个地址族/);
    const edit = lastEdit(added.asked) as Extract<Edit, { kind: 'node-add' }>;
    assert.deepEqual([edit.url, edit.families], ['http://203.0.113.9:44443', ['v6']]);
    const set = await talk('node', ['set', '1', 'Beijing', '沪', 'as-it-is', 'as-it-is', true, 'leave']);
    assert.match(set.refusals[0] ?? '', /Another node is called "Beijing"/);
  });

  it('is refused at once: a provider that is unknown', async () => {
    const { refusals, exitCode } = await talk('dns', ['add', 'Nosuch', 'break-off', 'leave']);
    assert.match(refusals[0] ?? '', /no DNS provider "Nosuch"/);
    assert.equal(exitCode, 1);
  });
});
