// Rows of a decision table as tests: situation, act and why.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decide } from '../../src/dns/decide.ts';
import type { Act, Why } from '../../src/dns/decision.ts';
import { ADDRESS, aSituation } from './a-decision.ts';
import type { Situation } from './a-decision.ts';

export interface Row {
  readonly name: string;
  readonly situation: Situation;
  /** Kind of the act; for a write also its reason, for a yield its receiver. */
  readonly act: string;
  readonly why: Why;
}

const spell = (act: Act): string => {
  if (act.kind === 'write') return `write ${act.reason}`;
  return act.kind === 'yield' ? `yield to ${act.to}` : act.kind;
};

export function table(rows: readonly Row[]): void {
  for (const { name, situation, act, why } of rows) {
    it(`${name}: ${act}`, () => {
      const decision = decide(aSituation(situation));
      assert.deepEqual([spell(decision.act), decision.why], [act, why]);
      if (decision.act.kind === 'write') assert.equal(decision.act.value, ADDRESS['me']);
    });
  }
}
