import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { EditReport, PlanReport } from '../../src/http/application.ts';
import { AppError } from '../../src/model/app-error.ts';
import type { Edit } from '../../src/model/edit.ts';
import type { Identity } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import { text } from '../../src/model/text.ts';
import {
  encodeControlError,
  encodeControlRequest,
  encodeControlResult,
  parseControlAnswer,
  parseControlRequest,
} from '../../src/wire/control.ts';
import type { ControlAction, ControlRequests, ControlResults } from '../../src/wire/control.ts';
import { healthyView, oneDeadView } from '../support/cluster-views.ts';
import { bare } from './generated.ts';

const secret = Secret.of('own secret');

const edits: readonly Edit[] = [
  { kind: 'node-add', url: 'http://b:1', secret: Secret.of('s'), lines: ['china-unicom'], families: ['v6'] },
  {
    kind: 'node-set',
    node: '上海',
    url: 'http://c',
    lines: [],
    carries: ['example.test/www'],
    standby: false,
  },
  { kind: 'node-set', node: 'b', carries: 'all', priority: 7, maintenance: true, name: '新' },
  { kind: 'node-remove', node: 'b' },
  { kind: 'account-add', provider: 'Ali', keyId: 'id', keySecret: Secret.of('key') },
  { kind: 'account-set', provider: 'Ali', keySecret: Secret.of('key2') },
  { kind: 'account-set', provider: 'Ali', keyId: 'id2' },
  { kind: 'account-remove', provider: 'Ali' },
  { kind: 'service-add', name: '主页', zone: 'example.test', label: '@', provider: 'Ali', nodes: ['a', 'b'] },
  { kind: 'service-set', zone: 'example.test', label: '@', name: 'x', nodes: 'all' },
  { kind: 'service-remove', zone: 'example.test', label: '@', deleteRecords: true },
  { kind: 'cluster-set', witnessZone: null, timeoutMinutes: 5, legacyPeers: 'allow' },
  { kind: 'cluster-set', backups: { line: 'cernet', nodes: ['b', 'a'] } },
];

const requests: { readonly [A in ControlAction]: readonly ControlRequests[A][] } = {
  view: [{}],
  plan: [{ without: [] }, { without: ['上海'] }],
  preview: edits.map((edit) => ({ edit })),
  edit: edits.map((edit, index) => ({ edit, touchRecords: index % 2 === 0 })),
  quit: [{ dissolve: true }, { dissolve: false }],
  freeze: [{ frozen: true }],
  drain: [{}],
  config: [{ adopt: 'b' }, { force: true }],
  witness: [{}],
};

const report: EditReport = {
  summary: [text('Node b gets a line.', '节点 b 增加一条线路。')],
  records: [
    { action: 'create', cellKey: 'k', node: 'b', value: '203.0.113.1' },
    { action: 'adopt', cellKey: 'k', value: '203.0.113.1', recordId: '98' },
    { action: 'delete', cellKey: 'k', value: '203.0.113.1', recordId: '99' },
    { action: 'leave', cellKey: 'k', why: 'no-owner-address' },
  ],
  warnings: [text('w', '警')],
  stamp: { epoch: 1, version: 2 },
  failures: [],
};
const plan: PlanReport = {
  at: 1,
  entries: [
    {
      cellKey: 'k',
      record: 'www.example.test',
      type: 'A',
      line: 'default',
      value: null,
      ttl: 600,
      holder: '上海',
      change: { by: '广州', isMine: true, newValue: '203.0.113.1', reason: 'taken-over' },
      why: text('dead', '已失联'),
      wait: { failoverSeconds: 85, ttlSeconds: 600 },
    },
  ],
  warnings: [],
};
function identityOf({ id, name, url, role, secret }: Identity): Identity {
  return { id, name, url, role, secret };
}

const results: { readonly [A in ControlAction]: readonly ControlResults[A][] } = {
  view: [healthyView, oneDeadView].map((view) => ({ ...view, self: identityOf(view.self) })),
  plan: [plan],
  preview: [report],
  edit: [report],
  quit: [null],
  freeze: [null],
  drain: [{ handedOver: 3, kept: 0 }],
  config: [null],
  witness: [[{ node: '上海', zone: 'example.test', rr: '_cocoa-0123456789' }]],
};

describe('a control request', () => {
  for (const action of Object.keys(requests) as ControlAction[]) {
    it(`arrives as it was sent: ${action}`, () => {
      for (const request of requests[action]) {
        const body = JSON.parse(encodeControlRequest(secret, request)) as { cocoaSecret: string };
        assert.equal(body.cocoaSecret, 'own secret');
        assert.deepEqual(bare(parseControlRequest(action, body)), bare(request));
      }
    });
  }

  it('may name lines by their codes, and None for no line', () => {
    const edit = { kind: 'node-set', node: 'b', lines: ['CT', 'China-Unicom', 'ct'] };
    const parsed = parseControlRequest('preview', { edit }).edit;
    assert.deepEqual(parsed, { ...edit, lines: ['china-telecom', 'china-unicom'] });
    const none = parseControlRequest('preview', { edit: { ...edit, lines: ['None'] } }).edit;
    assert.deepEqual(none, { ...edit, lines: [] });
  });

  it('may leave out what has a safe default', () => {
    assert.deepEqual(parseControlRequest('quit', {}), { dissolve: false });
    assert.deepEqual(parseControlRequest('plan', {}), { without: [] });
    const { touchRecords } = parseControlRequest('edit', { edit: { kind: 'node-remove', node: 'b' } });
    assert.equal(touchRecords, false);
  });

  const wrong: readonly (readonly [ControlAction, unknown, string])[] = [
    ['edit', {}, 'edit'],
    ['edit', { edit: { kind: 'make-coffee' } }, 'edit.kind'],
    ['edit', { edit: { kind: 'node-set', node: 'b', lines: ['Satellite'] } }, 'edit.lines[0]'],
    ['edit', { edit: { kind: 'node-add', url: 'http://b', secret: '' } }, 'edit.secret'],
    ['edit', { edit: { kind: 'cluster-set', timeoutMinutes: 0 } }, 'edit.timeoutMinutes'],
    ['freeze', {}, 'frozen'],
    ['config', {}, 'body'],
    ['config', { force: false }, 'body'],
  ];
  for (const [action, body, field] of wrong) {
    it(`is refused naming the field: ${action} ${JSON.stringify(body)}`, () => {
      assert.throws(
        () => parseControlRequest(action, body),
        (error) =>
          error instanceof AppError && error.code === 'invalid' && (error.field ?? '').startsWith(field),
      );
    });
  }
});

describe('a control answer', () => {
  for (const action of Object.keys(results) as ControlAction[]) {
    it(`arrives as it was given, secrets apart: ${action}`, () => {
      for (const result of results[action]) {
        const wire = JSON.stringify(encodeControlResult(result));
        const answer = parseControlAnswer(action, JSON.parse(wire));
        assert.equal(answer.kind, 'done');
        assert.deepEqual(JSON.parse(JSON.stringify(answer.result)), JSON.parse(JSON.stringify(result)));
      }
    });
  }

  it('shows no secret', () => {
    const wire = JSON.stringify(encodeControlResult(healthyView));
    for (const word of [
      'secret-gz-value',
      'account-secret-value',
      'cluster-key-value',
      'previous-key-value',
    ]) {
      assert.equal(wire.includes(word), false, word);
    }
  });

  it('carries a refusal with its hint and field', () => {
    const error = new AppError('conflict', text('Taken.', '已占用。'), {
      hint: text('Choose another.', '请另选。'),
      field: 'edit.name',
    });
    const body = encodeControlError(error);
    assert.equal(body.statusCode, 409);
    const answer = parseControlAnswer('edit', JSON.parse(JSON.stringify(body)));
    assert.equal(answer.kind, 'refused');
    assert.deepEqual(
      [answer.error.code, answer.error.text, answer.error.hint, answer.error.field],
      [error.code, error.text, error.hint, error.field],
    );
  });

  const codes = [
    ['invalid', 400],
    ['unauthorized', 401],
    ['not-found', 404],
    ['not-allowed', 405],
    ['conflict', 409],
    ['unavailable', 503],
  ] as const;
  for (const [code, statusCode] of codes) {
    it(`is ${statusCode} for ${code}`, () => {
      assert.equal(encodeControlError(new AppError(code, text('x', 'x'))).statusCode, statusCode);
      const answer = parseControlAnswer('quit', { statusCode, statusString: 'x' });
      assert.equal(answer.kind, 'refused');
      assert.equal(answer.error.code, code);
    });
  }

  it('says the document’s sentences for 401 and 405', () => {
    const sentence = (code: 'unauthorized' | 'not-allowed'): string =>
      encodeControlError(new AppError(code, text('x', 'x'))).statusString;
    assert.equal(sentence('unauthorized'), 'Unauthorized! You are not Cocoa!');
    assert.equal(
      sentence('not-allowed'),
      'Not Allowed! Cocoa is soooo kawaii, Do you still sure you really want to eat Cocoa???',
    );
  });

  for (const strange of [null, 'hello', {}, { statusCode: 200, statusString: '', result: { at: 'x' } }]) {
    it(`that is none of ours is reported as such: ${JSON.stringify(strange)}`, () => {
      assert.throws(
        () => parseControlAnswer('view', strange),
        (error) => error instanceof AppError && error.code === 'unavailable' && error.hint !== null,
      );
    });
  }
});
