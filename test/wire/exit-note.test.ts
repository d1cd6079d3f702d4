import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseExitNote } from '../../src/wire/exit-note-reader.ts';
import { encodeExitRequest, isNoteTaken } from '../../src/wire/exit-note.ts';

const NOTE = { from: 'gz', to: 'sh', boot: '9f3a41c2d07e', ageMs: 1_234.9 };

describe('an exit note on the wire', () => {
  it('is a request with the secret of the node that is told, and no heartbeat', () => {
    const body = JSON.parse(encodeExitRequest('s3cret', NOTE)) as Record<string, unknown>;
    assert.deepEqual(body, {
      cocoaSecret: 's3cret',
      exit: { p: 2, from: 'gz', to: 'sh', boot: '9f3a41c2d07e', age: 1_234 },
    });
    assert.deepEqual(parseExitNote(body['exit']), { ...NOTE, ageMs: 1_234 });
  });

  for (const value of [
    undefined,
    null,
    'exit',
    { ...NOTE },
    { p: 2, ...NOTE, age: -1 },
    { p: 1, ...NOTE, age: 1 },
  ]) {
    it(`counts as none when it is ${JSON.stringify(value)}`, () => {
      assert.equal(parseExitNote(value), null);
    });
  }

  it('is taken when the business code says so', () => {
    assert.deepEqual(
      ['{"statusCode":200}', '{"statusCode":201}', '{"statusCode":401}', '[]', 'null', '<html>'].map(
        isNoteTaken,
      ),
      [true, true, false, false, false, false],
    );
  });
});
