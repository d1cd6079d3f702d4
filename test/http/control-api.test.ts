import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { AppError } from '../../src/model/app-error.ts';
import { text } from '../../src/model/text.ts';
import { CONTROL_PATHS, parseControlAnswer } from '../../src/wire/control.ts';
import { SENTENCES } from '../support/document-client.ts';
import { apiUnderTest } from './api-under-test.ts';
import { SECRET } from './fake-application.ts';

const EDIT = { kind: 'service-remove', zone: 'example.test', label: 'www', deleteRecords: false };

describe('the control API', () => {
  const api = apiUnderTest('leader');

  const calls: readonly (readonly [keyof typeof CONTROL_PATHS, object, readonly unknown[]])[] = [
    ['plan', { without: ['b'] }, ['plan', { without: ['b'] }]],
    ['preview', { edit: EDIT }, ['preview', EDIT]],
    ['edit', { edit: EDIT, touchRecords: true }, ['apply', EDIT, true]],
    ['quit', {}, ['quit', false]],
    ['quit', { dissolve: true }, ['quit', true]],
    ['freeze', { frozen: true }, ['setFrozen', true]],
    ['drain', {}, ['drain']],
    ['config', { adopt: 'b' }, ['adoptConfiguration', 'b']],
    ['config', { force: true }, ['forceConfiguration']],
    ['witness', {}, ['witnessNames']],
  ];
  for (const [action, details, call] of calls) {
    it(`passes on ${action} ${JSON.stringify(details)}`, async () => {
      const answer = await api.client.post(CONTROL_PATHS[action], { cocoaSecret: SECRET, ...details });
      assert.deepEqual(
        [answer.httpStatus, answer.statusCode, answer.statusString],
        [200, 200, SENTENCES.done],
      );
      assert.deepEqual(api.application.calls, [call]);
      assert.equal(parseControlAnswer(action, answer.body).kind, 'done');
    });
  }

  it('shows the view without a secret', async () => {
    const answer = await api.client.post(CONTROL_PATHS.view, { cocoaSecret: SECRET });
    const parsed = parseControlAnswer('view', answer.body);
    assert.equal(parsed.kind, 'done');
    assert.equal(parsed.result.self.name, '本机');
    for (const word of [SECRET, 'secret-gz-value', 'account-secret-value', 'cluster-key-value']) {
      assert.equal(answer.text.includes(word), false, word);
    }
  });

  for (const [action, path] of Object.entries(CONTROL_PATHS)) {
    it(`refuses ${action} without the secret, before looking at anything else`, async () => {
      for (const body of [{}, { cocoaSecret: 'wrong', edit: 'nonsense', frozen: 7 }]) {
        const answer = await api.client.post(path, body);
        assert.equal(answer.httpStatus, 200);
        assert.deepEqual([answer.statusCode, answer.statusString], [401, SENTENCES.unauthorized]);
      }
      assert.deepEqual(api.application.calls, []);
    });
  }

  it('tells what the application refuses, with the hint', async () => {
    api.application.failure = new AppError('not-allowed', text('Only the leader may.', '只有主节点可以。'), {
      hint: text('Ask 广州.', '请到广州操作。'),
    });
    const answer = await api.client.post(CONTROL_PATHS.edit, { cocoaSecret: SECRET, edit: EDIT });
    assert.deepEqual([answer.httpStatus, answer.statusCode], [200, 405]);
    assert.equal(answer.statusString, SENTENCES.notAllowed);
    const parsed = parseControlAnswer('edit', answer.body);
    assert.equal(parsed.kind, 'refused');
    assert.equal(parsed.error.code, 'not-allowed');
    assert.equal(parsed.error.hint?.en, 'Ask 广州.');
  });

  it('answers business code 400 naming the field of a request of the wrong form', async () => {
    const answer = await api.client.post(CONTROL_PATHS.freeze, { cocoaSecret: SECRET, frozen: 'yes' });
    assert.deepEqual([answer.httpStatus, answer.statusCode], [200, 400]);
    const parsed = parseControlAnswer('freeze', answer.body);
    assert.equal(parsed.kind, 'refused');
    assert.equal(parsed.error.field, 'frozen');
    assert.deepEqual(api.application.calls, []);
  });

  it('keeps the details of its own faults to the log', async () => {
    for (const failure of [
      new Error('password=hunter2'),
      new AppError('internal', text('password=hunter2', 'password=hunter2')),
    ]) {
      api.application.failure = failure;
      const answer = await api.client.post(CONTROL_PATHS.drain, { cocoaSecret: SECRET });
      assert.deepEqual([answer.httpStatus, answer.statusCode], [500, 500]);
      assert.equal(answer.text.includes('hunter2'), false);
    }
  });
});

describe('quit, as the API document has it', () => {
  const api = apiUnderTest('follower');

  it('makes the node leave, for the secret alone', async () => {
    const answer = await api.client.quit(SECRET);
    assert.deepEqual([answer.httpStatus, answer.statusCode, answer.statusString], [200, 200, SENTENCES.done]);
    assert.deepEqual(api.application.calls, [['quit', false]]);
    assert.equal((await api.client.quit('wrong')).statusCode, 401);
  });
});

describe('a follower that left', () => {
  const api = apiUnderTest('leader');
  const path = '/v1/cocoaSyncer/leave';

  it('tells the leader, whose secret it knows', async () => {
    const answer = await api.client.post(path, { cocoaSecret: SECRET, nodeCode: 'sh' });
    assert.deepEqual([answer.httpStatus, answer.statusCode], [200, 200]);
    assert.deepEqual(api.application.calls, [['memberLeft', 'sh']]);
  });

  it('is not believed without the secret, nor without a name', async () => {
    assert.equal((await api.client.post(path, { cocoaSecret: 'wrong', nodeCode: 'sh' })).statusCode, 401);
    assert.equal((await api.client.post(path, { cocoaSecret: SECRET })).statusCode, 400);
    assert.deepEqual(api.application.calls, []);
  });
});
