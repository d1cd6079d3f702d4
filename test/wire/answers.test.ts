// Golden files: everything that is sent or answered beside `getClusterInfo`.
process.env['TZ'] = 'Asia/Shanghai';

import { describe, it } from 'node:test';

import type { ReplicateAnswer } from '../../src/cluster/peer/peer-api.ts';
import { AppError } from '../../src/model/app-error.ts';
import { Secret } from '../../src/model/secret.ts';
import { text } from '../../src/model/text.ts';
import { encodeControlError, encodeControlResult } from '../../src/wire/control.ts';
import { envelope } from '../../src/wire/envelope.ts';
import { encodeLeaveNotice } from '../../src/wire/leave-notice.ts';
import { encodePush, encodePushAnswer } from '../../src/wire/push.ts';
import { aConfiguration, aMember } from '../support/configurations.ts';
import { assertGolden } from '../support/golden.ts';

const configuration = aConfiguration(
  {
    members: [aMember('a', { role: 'leader', lines: ['default'] }), aMember('b', { families: [] })],
    lineBackups: { default: ['b'] },
    clusterKey: Secret.of('cluster key'),
  },
  { epoch: 1, version: 7, hash: '5be1000000000000' },
);
const liveness = { a: { lastHeartbeatAt: Date.UTC(2026, 10, 20, 3, 14), health: 'alive' } } as const;
const push = (isLegacy: boolean, isCompact: boolean): unknown =>
  JSON.parse(encodePush('secret of b', configuration, { liveness, isLegacy, isCompact }));
const answered = (answer: ReplicateAnswer, isVersioned = true): unknown =>
  encodePushAnswer(answer, isVersioned);
const stamp = { epoch: 1, version: 9, hash: 'abc' };
const refused: ReplicateAnswer = { kind: 'refused', why: 'older', stamp };

const messages: Readonly<Record<string, unknown>> = {
  push: push(false, false),
  'push-compact': push(false, true),
  'push-legacy': push(true, false),
  'push-stored': answered({ kind: 'stored' }),
  'push-unchanged': answered({ kind: 'unchanged' }),
  'push-unauthorized': answered({ kind: 'unauthorized' }),
  'push-not-a-follower': answered({ kind: 'not-a-follower' }),
  'push-refused': answered(refused),
  'push-refused-legacy': answered(refused, false),
  'leave-notice': JSON.parse(encodeLeaveNotice('secret of a', 'b')) as unknown,
  'control-done': encodeControlResult<'quit'>(null),
  'control-result': encodeControlResult<'drain'>({ handedOver: 3, kept: 1 }),
  'control-refused': encodeControlError(
    new AppError('conflict', text('The name is taken.', '名称已被占用。'), {
      hint: text('Choose another.', '请另选一个。'),
      field: 'edit.name',
    }),
  ),
  'control-not-allowed': encodeControlError(
    new AppError('not-allowed', text('Only the leader may.', '只有主节点可以。')),
  ),
  'http-refusal': envelope(404, 'There is nothing at this path.'),
};

describe('a message on the wire', () => {
  for (const [name, message] of Object.entries(messages)) {
    it(`is what the golden file ${name} shows`, () => {
      assertGolden(new URL(`golden/${name}.json`, import.meta.url), `${JSON.stringify(message, null, 2)}\n`);
    });
  }
});
