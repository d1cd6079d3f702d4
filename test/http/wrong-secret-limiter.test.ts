import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { WrongSecretLimiter } from '../../src/http/wrong-secret-limiter.ts';

const SETTINGS = { burst: 2, refillMs: 1000, trustMs: 10_000, maxClients: 3 };

function limiterAfter(address: string, wrongs: number, at = 0): WrongSecretLimiter {
  const limiter = new WrongSecretLimiter(SETTINGS);
  for (let tries = 0; tries < wrongs; tries += 1) limiter.noteWrong(address, at);
  return limiter;
}

describe('the limiter of wrong secrets', () => {
  it('lets a burst pass and then makes the client wait', () => {
    assert.equal(limiterAfter('a', 1).waitMs('a', 0), 0);
    assert.equal(limiterAfter('a', 2).waitMs('a', 0), 1000);
  });

  it('frees one try per refill, whether or not it was asked meanwhile', () => {
    const limiter = limiterAfter('a', 2);
    assert.equal(limiter.waitMs('a', 250), 750);
    assert.equal(limiter.waitMs('a', 1000), 0);
    limiter.noteWrong('a', 1000);
    assert.equal(limiter.waitMs('a', 1000), 1000);
    assert.equal(limiter.waitMs('a', 60_000), 0);
  });

  it('never makes the wait longer than one refill', () => {
    assert.equal(limiterAfter('a', 50).waitMs('a', 0), 1000);
  });

  it('listens to a client that proved itself, for a while', () => {
    const limiter = limiterAfter('a', 2);
    limiter.noteRight('a', 100);
    for (let tries = 0; tries < 5; tries += 1) limiter.noteWrong('a', 10_000);
    assert.equal(limiter.waitMs('a', 10_000), 0);
    assert.ok(limiter.waitMs('a', 10_100) > 0);
  });

  it('takes a whole IPv6 network for one client, and a mapped IPv4 address for that address', () => {
    const six = limiterAfter('2001:db8:1:2::1', 2);
    assert.ok(six.waitMs('2001:DB8:1:2:aaaa:bbbb:cccc:dddd', 0) > 0);
    assert.equal(six.waitMs('2001:db8:1:3::1', 0), 0);
    const short = limiterAfter('2001:db8::1', 2);
    assert.ok(short.waitMs('2001:db8:0:0:5::1', 0) > 0);
    assert.equal(short.waitMs('2001:db8:0:1::1', 0), 0);
    assert.ok(limiterAfter('::ffff:203.0.113.1', 2).waitMs('203.0.113.1', 0) > 0);
    assert.equal(limiterAfter('::ffff:203.0.113.1', 2).waitMs('::ffff:203.0.113.2', 0), 0);
  });

  it('remembers so many clients and no more, forgetting the one that was quiet longest', () => {
    const limiter = limiterAfter('a', 2);
    for (const address of ['b', 'c']) limiter.noteWrong(address, 0);
    limiter.noteWrong('a', 0);
    limiter.noteWrong('d', 0);
    limiter.noteWrong('b', 0);
    assert.ok(limiter.waitMs('a', 0) > 0);
    assert.equal(limiter.waitMs('b', 0), 0, 'b was forgotten and has tried once since');
  });
});
