import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { ZERO_TIME, formatInstant, parseInstant } from '../../src/wire/instant.ts';
import { seeded } from './generated.ts';

const AT = Date.UTC(2023, 8, 18, 14, 54, 22, 76);

describe('an instant on the wire', () => {
  const written = [
    {
      title: 'with an offset and Go’s short fraction',
      at: AT,
      offset: 480,
      text: '2023-09-18T22:54:22.076+08:00',
    },
    { title: 'without a zero fraction', at: AT - 76, offset: 480, text: '2023-09-18T22:54:22+08:00' },
    { title: 'without trailing zeros', at: AT + 24, offset: 480, text: '2023-09-18T22:54:22.1+08:00' },
    {
      title: 'keeping zeros of the seconds',
      at: Date.UTC(2023, 8, 18, 14, 50, 0),
      offset: 0,
      text: '2023-09-18T14:50:00Z',
    },
    { title: 'in UTC with a Z', at: AT, offset: 0, text: '2023-09-18T14:54:22.076Z' },
    { title: 'west of Greenwich', at: AT, offset: -210, text: '2023-09-18T11:24:22.076-03:30' },
  ];
  for (const { title, at, offset, text } of written) {
    it(`is written ${title}`, () => {
      assert.equal(formatInstant(at, offset), text);
      assert.equal(parseInstant(text), at);
    });
  }

  it('is what the calendar of the machine says, in any order of days and before 1970 as well', () => {
    const next = seeded(7);
    for (let count = 0; count < 3_000; count += 1) {
      const spread = count % 3 === 0 ? 1e14 : 3 * 86_400_000;
      const at = AT + Math.floor((next() - 0.5) * spread) + (count % 2) * 0.4;
      const offset = [0, 480, -210, 825][count % 4] ?? 0;
      const iso = new Date(Math.round(at) + offset * 60_000).toISOString();
      const written = formatInstant(at, offset);
      const [, whole = '', fraction = ''] = /^([^.]*?)(?:\.(\d+))?(?:Z|[+-]\d\d:\d\d)$/.exec(written) ?? [];
      assert.equal(`${whole}.${fraction.padEnd(3, '0')}Z`, iso, written);
      assert.ok(!fraction.endsWith('0'), written);
      assert.equal(written, formatInstant(at, offset));
    }
  });

  it('is Go’s zero time when there is none', () => {
    assert.equal(formatInstant(null), ZERO_TIME);
    assert.equal(parseInstant(ZERO_TIME), null);
    assert.equal(parseInstant('0001-01-01T08:05:00+08:05'), null);
  });

  const read = [
    ['2023-09-18T22:54:22.0765568+08:00', AT],
    ['2023-09-18T22:54:22.076999999+08:00', AT],
    ['2023-09-18T22:54:22.07+08:00', AT - 6],
    ['2023-09-18t14:54:22.076z', AT],
  ] as const;
  for (const [text, at] of read) {
    it(`reads ${text}`, () => {
      assert.equal(parseInstant(text), at);
    });
  }

  for (const text of ['', 'yesterday', '2023-09-18', '2023-13-40T00:00:00Z', '2023-09-18T22:54:22']) {
    it(`takes "${text}" for no instant`, () => {
      assert.equal(parseInstant(text), null);
    });
  }

  it('survives being written and read in this machine’s own zone', () => {
    assert.equal(parseInstant(formatInstant(AT)), AT);
  });
});
