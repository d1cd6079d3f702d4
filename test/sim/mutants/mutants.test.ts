import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { transform } from 'esbuild';
import { MUTANTS } from './mutants.ts';
import type { Mutant } from './mutant.ts';

function planted({ file, find, replace }: Mutant): string {
  return readFileSync(file, 'utf8').split(find).join(replace);
}

describe('planted faults', () => {
  it('have names of their own', () => {
    const names = MUTANTS.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    for (const name of names) assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  for (const mutant of MUTANTS) {
    it(`${mutant.name}: replaces one place of the sources by something else that can be read`, async () => {
      const pieces = readFileSync(mutant.file, 'utf8').split(mutant.find);
      assert.equal(pieces.length, 2, `"${mutant.find}" occurs ${pieces.length - 1} times in ${mutant.file}`);
      assert.notEqual(mutant.find, mutant.replace);
      await transform(planted(mutant), { loader: 'ts' });
    });
  }
});
