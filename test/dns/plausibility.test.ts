import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyBaseline, judgePicture } from '../../src/dns/plausibility.ts';
import type { Baseline } from '../../src/dns/plausibility.ts';
import type { Match } from '../../src/dns/zone-picture.ts';
import { aRecord } from './records.ts';

const MINUTE = 60_000;
type Picture = ReadonlyMap<string, Match>;

/** Cells `c0` to `c9`; those in `ids` show the record of that id, the others are missing. */
const picture = (ids: Readonly<Record<string, string>>, count = 10): Picture =>
  new Map(
    Array.from({ length: count }, (_, index): [string, Match] => {
      const id = ids[`c${index}`];
      return [
        `c${index}`,
        id === undefined ? { kind: 'missing' } : { kind: 'record', record: aRecord({ id }) },
      ];
    }),
  );
const first = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, `id${index}`]));
const WHOLE: Baseline = judgePicture(emptyBaseline, picture(first(10)), 0).baseline;

describe('which pictures are believed', () => {
  const cases = [
    { name: 'the first, whatever it shows', baseline: emptyBaseline, matches: picture({}), why: null },
    { name: 'all there', baseline: WHOLE, matches: picture(first(10)), why: null },
    { name: '70 % there', baseline: WHOLE, matches: picture(first(7)), why: null },
    { name: 'less than 70 %', baseline: WHOLE, matches: picture(first(6)), why: 'shrunk' },
    { name: 'nothing', baseline: WHOLE, matches: picture({}), why: 'shrunk' },
    {
      name: 'cells no longer managed do not count',
      baseline: WHOLE,
      matches: picture(first(3), 3),
      why: null,
    },
    {
      name: 'a record made anew under another id',
      baseline: WHOLE,
      matches: picture({ ...first(10), c3: 'new' }),
      why: null,
    },
    {
      name: 'two records that have changed places',
      baseline: WHOLE,
      matches: picture({ ...first(10), c3: 'id4', c4: 'id3' }),
      why: 'moved',
    },
  ];
  for (const { name, baseline, matches, why } of cases) {
    it(`${name}: ${why ?? 'believed'}`, () => {
      const verdict = judgePicture(baseline, matches, MINUTE);
      assert.equal(verdict.isPlausible ? null : verdict.why, why);
    });
  }

  it('disabled and locked records are there', () => {
    const disabled: Picture = new Map(
      Array.from({ length: 10 }, (_, index) => [`c${index}`, { kind: 'disabled', record: aRecord() }]),
    );
    assert.equal(judgePicture(WHOLE, disabled, MINUTE).isPlausible, true);
  });

  it('a refused picture changes nothing of what is compared with', () => {
    const { baseline } = judgePicture(WHOLE, picture({}), MINUTE);
    assert.deepEqual([...baseline.ids], [...WHOLE.ids]);
    assert.equal(judgePicture(baseline, picture(first(10)), 2 * MINUTE).isPlausible, true);
  });

  it('one that stays the same for ten minutes is the truth', () => {
    let { baseline } = judgePicture(WHOLE, picture(first(2)), MINUTE);
    assert.equal(judgePicture(baseline, picture(first(2)), 10.9 * MINUTE).isPlausible, false);
    ({ baseline } = judgePicture(baseline, picture(first(2)), 11 * MINUTE));
    assert.equal(baseline.refusedSince, null);
    assert.equal(judgePicture(baseline, picture(first(2)), 12 * MINUTE).isPlausible, true);
  });
});
