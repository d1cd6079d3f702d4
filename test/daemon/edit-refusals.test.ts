import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unreachable, wrongSecret } from '../../src/daemon/edit-refusals.ts';

const URL = 'http://203.0.113.9:44443';

describe('why a node cannot be added', () => {
  it('is that something else answers there', () => {
    const { text } = unreachable(URL, 'HTTP 404');
    assert.equal(text.en, `${URL} answers HTTP 404: is that a CocoaSyncer node?`);
    assert.match(text.zh, /返回 HTTP 404/);
    assert.match(unreachable(URL, 'the answer is not JSON').text.en, /is that a CocoaSyncer node\?$/);
  });

  it('is that nothing answers', () => {
    assert.equal(
      unreachable(URL, 'network: ECONNREFUSED').text.en,
      `no answer from ${URL}: network: ECONNREFUSED`,
    );
  });

  it('is a wrong secret, which is no wrong call of the command', () => {
    assert.notEqual(wrongSecret().code, 'invalid');
  });
});
