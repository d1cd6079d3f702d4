import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '../../src/model/app-error.ts';
import type { Edit } from '../../src/model/edit.ts';
import { text } from '../../src/model/text.ts';
import { startFakeDaemon, type FakeDaemon, type Script } from './fake-daemon.ts';
import { scriptedAsker } from './fake-parts.ts';
import { runCommand, type Outcome } from './run-command.ts';

interface Talk extends Outcome {
  readonly asked: FakeDaemon['asked'];
  readonly questions: readonly string[];
}

async function talk(
  command: string,
  answers: readonly unknown[],
  language: 'en' | 'zh' = 'en',
  script: Script = {},
): Promise<Talk> {
  const daemon = await startFakeDaemon(script);
  const { asker, questions } = scriptedAsker(answers);
  try {
    const outcome = await runCommand([command], {
      daemon,
      language,
      isInteractive: true,
      parts: { openAsker: () => Promise.resolve(asker) },
    });
    return { ...outcome, asked: daemon.asked, questions };
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
    const added = await talk('dns', ['add', 'as-it-is', 'LTAI5tNew', 'key-secret-55', true, 'leave']);
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
