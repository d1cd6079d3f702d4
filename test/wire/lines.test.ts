import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { LINES } from '../../src/model/line.ts';
import {
  lineCode,
  lineOfCode,
  lineOfWord,
  linesOfCodes,
  networkType,
  networkTypeSchema,
} from '../../src/wire/lines.ts';

describe('line codes', () => {
  it('are the API document’s', () => {
    assert.deepEqual(LINES.map(lineCode), ['default', 'CT', 'CU', 'CMCC', 'CNEdu', 'OverSea']);
  });

  it('are read back, in any letter case', () => {
    for (const line of LINES) {
      assert.equal(lineOfCode(lineCode(line)), line);
      assert.equal(lineOfCode(lineCode(line).toLowerCase()), line);
    }
  });

  it('name no line when they are None or unknown', () => {
    assert.deepEqual(linesOfCodes(['None', 'CT', 'Satellite', 'CT', 'CU']), [
      'china-telecom',
      'china-unicom',
    ]);
  });

  it('may be given by people as our names too', () => {
    assert.equal(lineOfWord(' China-Telecom '), 'china-telecom');
    assert.equal(lineOfWord('cnedu'), 'cernet');
    assert.equal(lineOfWord('telecom'), null);
  });
});

describe('the network type', () => {
  const rows = [
    [['v4'], 'IPV4'],
    [['v6'], 'IPV6'],
    [['v4', 'v6'], 'Both'],
    [[], ''],
  ] as const;
  for (const [families, word] of rows) {
    it(`is "${word}" for ${families.join(' and ') || 'no family'}`, () => {
      assert.equal(networkType(families), word);
      assert.deepEqual(networkTypeSchema.parse(word), families);
    });
  }

  it('is none when it is missing, and an error when it is something else', () => {
    assert.deepEqual(networkTypeSchema.parse(null), []);
    assert.deepEqual(networkTypeSchema.parse('both'), ['v4', 'v6']);
    assert.equal(networkTypeSchema.safeParse('IPV7').success, false);
  });
});
