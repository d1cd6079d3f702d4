import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { transform } from 'esbuild';
import { replacementsOf } from './mutant.ts';
import { MUTANTS } from './mutants.ts';

describe('planted faults', () => {
  it('have names of their own', () => {
    const names = MUTANTS.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    for (const name of names) assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  for (const mutant of MUTANTS) {
    it(`${mutant.name}: each place occurs once in the sources and is replaced by something that can be read`, async () => {
      const sources = new Map<string, string>();
      for (const { file, find, replace } of replacementsOf(mutant)) {
        const pieces = (sources.get(file) ?? readFileSync(file, 'utf8')).split(find);
        assert.equal(pieces.length, 2, `"${find}" occurs ${pieces.length - 1} times in ${file}`);
        assert.notEqual(find, replace);
        sources.set(file, pieces.join(replace));
      }
      for (const text of sources.values()) await transform(text, { loader: 'ts' });
    });
  }
});
