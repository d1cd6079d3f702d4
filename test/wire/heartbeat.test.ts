import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Heartbeat } from '../../src/model/heartbeat.ts';
import { encodeHeartbeat, parseHeartbeat } from '../../src/wire/heartbeat.ts';
import { Generator } from './generated.ts';

const STATEMENT = {
  v4: '203.0.113.7',
  v6: null,
  prev: ['203.0.113.2'],
  prov: true,
  fit: { v4: true, v6: false, svc: { 'example.test/www': false } },
  yield: { '0123456789': 'sh' },
  drain: false,
};

/** As protocol 2 writes it. */
const HB = {
  p: 2,
  from: 'gz',
  to: 'sh',
  boot: '9f3a41c2d07e',
  seq: 4711,
  cfg: [3, 41, '5be1000000000000'],
  caps: ['wit', 'yield'],
  st: STATEMENT,
  seen: { sh: ['77aa00000000', 903] },
  news: [{ n: 'bj', boot: '770000000000', seq: 55, age: 6300, st: STATEMENT }],
};

function overTheWire(heartbeat: Heartbeat): unknown {
  return JSON.parse(encodeHeartbeat(heartbeat));
}

describe('a heartbeat on the wire', () => {
  it('has the compact form of protocol 2', () => {
    const heartbeat = parseHeartbeat(HB);
    assert.ok(heartbeat);
    assert.deepEqual(overTheWire(heartbeat), HB);
    assert.equal(heartbeat.stamp.version, 41);
    assert.deepEqual(heartbeat.statement.unfitServices, ['example.test/www']);
    assert.deepEqual(heartbeat.seen['sh'], ['77aa00000000', 903]);
    assert.equal(heartbeat.news[0]?.ageMs, 6300);
  });

  it('arrives as it was sent, whatever it says', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const heartbeat = new Generator(seed).heartbeat();
      assert.deepEqual(parseHeartbeat(overTheWire(heartbeat)), heartbeat, `seed ${seed}`);
    }
  });

  it('tells how often cells have moved, if any did, and is read without', () => {
    const st = { ...STATEMENT, moved: { '0123456789': 4 } };
    const heartbeat = parseHeartbeat({ ...HB, st });
    assert.ok(heartbeat);
    assert.deepEqual(heartbeat.statement.moved, { '0123456789': 4 });
    assert.deepEqual(overTheWire(heartbeat), { ...HB, st });
    assert.equal(parseHeartbeat(HB)?.statement.moved, undefined);
    assert.equal(parseHeartbeat({ ...HB, st: { ...STATEMENT, moved: { '0123456789': -1 } } }), null);
  });

  it('is the very text that the machine would write, whatever words are in it', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const text = encodeHeartbeat(new Generator(seed).heartbeat());
      assert.equal(text, JSON.stringify(JSON.parse(text)), `seed ${seed}`);
    }
  });

  it('says so when the receiver is no member, and only then', () => {
    const heartbeat = parseHeartbeat({ ...HB, out: true });
    assert.ok(heartbeat);
    assert.equal(heartbeat.isToStranger, true);
    assert.deepEqual(overTheWire(heartbeat), { ...HB, out: true });
    for (const out of [undefined, false, 'yes', null])
      assert.equal(parseHeartbeat({ ...HB, out })?.isToStranger, undefined);
  });

  it('may leave out what has a plain default, and may say more than is known', () => {
    const heartbeat = parseHeartbeat({
      ...HB,
      caps: ['wit', 'fly'],
      seen: null,
      news: undefined,
      p: 3,
      mood: 'sunny',
    });
    assert.deepEqual(heartbeat?.capabilities, ['wit']);
    assert.deepEqual(heartbeat.seen, {});
    assert.deepEqual(heartbeat.news, []);
  });

  it('tells of the zones, or does not: older nodes know nothing of it', () => {
    const zones = ['0123456789abcdef', 6300, 121_000];
    const heartbeat = parseHeartbeat({ ...HB, zones });
    assert.deepEqual(heartbeat?.zones, { digest: zones[0], ageMs: 6300, ownAgeMs: 121_000 });
    assert.deepEqual(overTheWire(heartbeat), { ...HB, zones });
    for (const wrong of [undefined, null, 'x', ['0123', 1, 1], ['0123456789abcdef', -1, 1], [zones[0], 1]]) {
      const bearer = parseHeartbeat({ ...HB, zones: wrong });
      assert.deepEqual([bearer?.from, bearer?.zones], [HB.from, undefined]);
    }
  });

  it('passes over news that cannot be true, and hears its bearer all the same', () => {
    const heartbeat = parseHeartbeat({ ...HB, news: [{ ...HB.news[0], age: -1 }, 'nonsense', HB.news[0]] });
    assert.deepEqual([heartbeat?.from, heartbeat?.news.length], [HB.from, 1]);
  });

  it('takes news older than a calendar reaches for ten years old', () => {
    const heartbeat = parseHeartbeat({ ...HB, news: [{ ...HB.news[0], age: 1e308 }] });
    assert.equal(heartbeat?.news[0]?.ageMs, 315_360_000_000);
  });

  it('brings the very same statement as long as the same is said, and another as soon as anything else is', () => {
    const said = (change: object): unknown =>
      parseHeartbeat({ ...HB, st: { ...STATEMENT, ...change } })?.statement;
    const same = said({});
    assert.equal(said({ mood: 'sunny' }), same);
    const changes = [
      { v6: '::7' },
      { prev: [] },
      { prev: ['203.0.113.3'] },
      { prov: false },
      { fit: { v4: false, v6: false, svc: { 'example.test/www': false } } },
      { fit: { v4: true, v6: true, svc: { 'example.test/www': false } } },
      { fit: { v4: true, v6: false, svc: {} } },
      { yield: { '0123456789': 'gz' } },
      { yield: { '0123456780': 'sh' } },
      { moved: {} },
      { drain: true },
    ];
    for (const change of changes) {
      const before = said({});
      assert.deepEqual(before, same);
      assert.notDeepEqual(said(change), same);
    }
    const counted = said({ moved: { a: 2 } });
    assert.notDeepEqual(said({ moved: { a: 3 } }), counted);
  });

  it('is kept by nobody when its statement is longer than any node has reason for', () => {
    const said = (length: number): unknown =>
      parseHeartbeat({ ...HB, news: [], st: { ...STATEMENT, yield: { a: 'x'.repeat(length) } } })?.statement;
    assert.equal(said(10_000), said(10_000));
    assert.notEqual(said(20_000), said(20_000));
    assert.deepEqual(said(20_000), said(20_000));
  });

  const garbled: readonly (readonly [string, unknown])[] = [
    ['absent', undefined],
    ['null', null],
    ['a text', 'hb'],
    ['of the first protocol', { ...HB, p: 1 }],
    ['without a sender', { ...HB, from: '' }],
    ['with a broken seq', { ...HB, seq: -1 }],
    ['with a short cfg', { ...HB, cfg: [3, 41] }],
    ['with a statement that does not tell its fitness', { ...HB, st: { ...STATEMENT, fit: null } }],
    ['with odd entries in seen', { ...HB, seen: { sh: [1, 2] } }],
  ];
  for (const [what, value] of garbled) {
    it(`counts as none when it is ${what}`, () => {
      assert.equal(parseHeartbeat(value), null);
    });
  }
});
