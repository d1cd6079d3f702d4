import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { INITIAL_OWN_ADDRESS, foldDetections, judgeGroup } from '../../src/dns/own-address.ts';
import type {
  DetectionRound,
  FoldedAddress,
  GroupReport,
  OwnAddressOptions,
} from '../../src/dns/own-address.ts';
import type { Detection } from '../../src/dns/address/address-detector.ts';

const A = '114.114.114.114';
const B = '223.5.5.5';
const PRIVATE = '192.168.1.2';
const PUBLIC_ONLY: OwnAddressOptions = { allowPrivate: false };

function detection(answer: string): Detection {
  if (answer === 'none') return { kind: 'none' };
  return answer === '?' ? { kind: 'unknown', why: 'no answer' } : { kind: 'address', address: answer };
}

/** Answers of independent echo services; `?` is no answer. `x@host` speaks for that origin. */
function hearsay(...answers: string[]): GroupReport {
  return {
    kind: 'hearsay',
    reports: answers.map((answer, index) => {
      const [value = '', origin = `service ${index}`] = answer.split('@');
      return { source: `service ${index}`, origin, detection: detection(value) };
    }),
  };
}

function operator(answer: string): GroupReport {
  return {
    kind: 'authoritative',
    reports: [{ source: 'eth0', origin: 'eth0', detection: detection(answer) }],
  };
}

/** Folds rounds one minute apart, beginning at minute 0, and returns what was believed after each. */
function fold(rounds: readonly (readonly GroupReport[])[], options = PUBLIC_ONLY): FoldedAddress[] {
  let state = INITIAL_OWN_ADDRESS;
  return rounds.map((groups, minute) => {
    const round: DetectionRound = { family: 'v4', groups };
    const folded = foldDetections(state, round, minute * 60_000, options);
    state = folded.state;
    return folded;
  });
}

function beliefs(rounds: readonly (readonly GroupReport[])[], options = PUBLIC_ONLY): (string | null)[] {
  return fold(rounds, options).map((folded) => folded.address);
}

describe('hearsay about the own address', () => {
  const rows: readonly (readonly [string, GroupReport, string | null])[] = [
    ['two of three agree', hearsay(A, A, B), A],
    ['all agree', hearsay(A, A, A), A],
    ['two answer and agree', hearsay(A, '?', A), A],
    ['two answer and differ', hearsay(A, B, '?'), null],
    ['one answers', hearsay(A, '?', '?'), null],
    ['nobody answers', hearsay('?', '?'), null],
    ['two of five agree, the rest differ', hearsay(A, A, B, '8.8.8.8', '1.1.1.1'), null],
    ['two against two', hearsay(A, A, B, B), null],
    ['three against two', hearsay(A, B, A, B, A), A],
    ['two agree that are one', hearsay(`${A}@x`, `${A}@x`, '?'), null],
    ['two agree, one of them twice', hearsay(`${A}@x`, `${A}@x`, `${A}@y`), A],
    ['two agree on a private address', hearsay(PRIVATE, PRIVATE, A), null],
    ['two agree on an address of the other family', hearsay('2408::1', '2408::1'), null],
    ['two agree on nonsense', hearsay('hello', 'hello'), null],
    ['spelt differently they still agree', hearsay(`${A} `, A), A],
  ];
  for (const [situation, group, address] of rows) {
    it(`${situation}: ${address ?? 'unknown'}`, () => {
      const verdict = judgeGroup(group, 'v4', false);
      assert.equal(verdict.kind === 'address' ? verdict.address : null, address);
    });
  }

  it('is believed when it is heard twice in a row', () => {
    assert.deepEqual(beliefs([[hearsay(A, A)], [hearsay(A, A)]]), [null, A]);
  });

  it('asks to look again in between, and says what it waits for', () => {
    const [first, second] = fold([[hearsay(A, A)], [hearsay(A, A)]]);
    assert.equal(first?.outcome, 'candidate');
    assert.equal(first.isFit, false);
    assert.match(first.note?.en ?? '', /may be 114\.114\.114\.114.*second round/);
    assert.equal(second?.outcome, 'changed');
    assert.equal(second.isFit, true);
  });

  it('is not believed when something else comes between', () => {
    assert.deepEqual(beliefs([[hearsay(A, A)], [hearsay(B, B)], [hearsay(A, A)], [hearsay(A, A)]]), [
      null,
      null,
      null,
      A,
    ]);
    assert.deepEqual(beliefs([[hearsay(A, A)], [hearsay('?', A)], [hearsay(A, A)]]), [null, null, null]);
  });

  it('moves a known address only when heard twice', () => {
    const known = [[hearsay(A, A)], [hearsay(A, A)]];
    assert.deepEqual(beliefs([...known, [hearsay(B, B)], [hearsay(A, A)], [hearsay(B, B)]]).slice(2), [
      A,
      A,
      A,
    ]);
    assert.deepEqual(beliefs([...known, [hearsay(B, B)], [hearsay(B, B)]]).slice(2), [A, B]);
  });
});

describe("the operator's own word about the address", () => {
  it('counts at once', () => {
    assert.deepEqual(beliefs([[operator(A)], [operator(B)]]), [A, B]);
  });

  it('is refused when the internet could not reach it, and the next group is heard', () => {
    for (const bad of [
      PRIVATE,
      '100.64.1.1',
      '169.254.1.1',
      '203.0.113.5',
      '224.0.0.1',
      '127.0.0.1',
      '0.0.0.0',
    ]) {
      assert.deepEqual(beliefs([[operator(bad)], [operator(bad), operator(A)]]), [null, A]);
    }
    const [refused] = fold([[operator(PRIVATE)]]);
    assert.match(refused?.note?.en ?? '', /eth0: 192\.168\.1\.2 \(private\) is not reachable/);
  });

  it('may be private where that is allowed, multicast never', () => {
    const sandbox = { allowPrivate: true };
    assert.deepEqual(
      beliefs([[operator(PRIVATE)], [operator('127.0.0.1')], [operator('224.0.0.1')]], sandbox),
      [PRIVATE, '127.0.0.1', '127.0.0.1'],
    );
  });

  it('comes before what stands later in the list', () => {
    assert.deepEqual(beliefs([[operator(A), operator(B)]]), [A]);
    assert.deepEqual(beliefs([[operator('?'), operator(B)]]), [B]);
  });
});

describe('an address that cannot be confirmed', () => {
  it('is kept, and that is said', () => {
    const [, kept] = fold([[operator(A)], [operator('?')]]);
    assert.equal(kept?.address, A);
    assert.equal(kept.isFit, true);
    assert.equal(kept.outcome, 'unknown');
    assert.match(kept.note?.en ?? '', /114\.114\.114\.114 is kept: eth0: no answer/);
    assert.match(kept.note?.zh ?? '', /继续使用 114/);
  });

  it('makes the family unfit after ten minutes, not before, and is still kept', () => {
    const rounds = [[operator(A)], ...Array.from({ length: 11 }, () => [operator('?')])];
    const folded = fold(rounds);
    assert.equal(folded[9]?.isFit, true);
    assert.equal(folded[10]?.isFit, false);
    assert.equal(folded[11]?.address, A);
  });

  it('makes the family fit again as soon as it is confirmed', () => {
    const lost = [[operator(A)], ...Array.from({ length: 12 }, () => [operator('?')])];
    assert.equal(fold([...lost, [hearsay(A, A)]]).at(-1)?.isFit, true);
    assert.equal(fold([...lost, [hearsay(A, A)]]).at(-1)?.note, null);
  });

  it('does not count a waiting candidate as a confirmation', () => {
    const rounds = [
      [operator(A)],
      ...Array.from({ length: 10 }, (_, i) => [i % 2 ? hearsay('?') : hearsay(B, B)]),
    ];
    assert.equal(fold(rounds).at(-1)?.isFit, false);
  });
});

describe('a machine that certainly has no address', () => {
  it('is unfit from the second time in a row, and keeps the last address in mind', () => {
    const folded = fold([[operator(A)], [operator('none')], [operator('none')]]);
    assert.deepEqual(
      folded.map(({ isFit, address }) => [isFit, address]),
      [
        [true, A],
        [true, A],
        [false, A],
      ],
    );
    assert.equal(folded[2]?.outcome, 'none');
  });

  it('is not taken for certain while another source is merely silent', () => {
    const folded = fold([
      [operator(A)],
      ...Array.from({ length: 3 }, () => [operator('none'), hearsay('?')]),
    ]);
    assert.equal(folded.at(-1)?.isFit, true);
    assert.equal(folded.at(-1)?.outcome, 'unknown');
  });

  it('is unfit when it never had any', () => {
    const [folded] = fold([[]]);
    assert.equal(folded?.isFit, false);
    assert.equal(folded.address, null);
    assert.match(folded.note?.en ?? '', /no source is configured/);
  });
});
