import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { holdersOf, showLines } from '../../../src/demo/acts/tables.ts';
import { balance } from '../../../src/demo/acts/balance.ts';
import { watchMoves } from '../../../src/demo/acts/watch-moves.ts';
import { DemoFailure, Interrupted } from '../../../src/demo/failure.ts';
import type { ExpectedMove, Move } from '../../../src/demo/moves.ts';
import { raiseStage, writeRecord, type RaisedStage } from '../stage/raise-stage.ts';

const UNICOM_TO_C: ExpectedMove = { line: 'china-unicom', from: 'B', to: 'C' };
const TELECOM_TO_B: ExpectedMove = { line: 'china-telecom', from: 'A', to: 'B' };

describe('watching records change hands', () => {
  let raised: RaisedStage;
  beforeEach(async () => {
    raised = await raiseStage();
  });
  afterEach(() => raised.sandbox.stop());

  const watch = (mark: number, foreseen: readonly ExpectedMove[], withinMs = 2_000): Promise<Move[]> => {
    const seen: Move[] = [];
    const parts = { mark, foreseen, withinMs, onPoll: () => undefined };
    return watchMoves(raised.stage, { ...parts, onMove: (move) => void seen.push(move) }).then(() => seen);
  };

  it('ends when all that was foreseen has happened, in whatever order', async () => {
    const mark = raised.stage.mark();
    const watching = watch(mark, [UNICOM_TO_C, TELECOM_TO_B]);
    await writeRecord(raised.sandbox, 'telecom', 'B');
    await writeRecord(raised.sandbox, 'unicom', 'C');
    const seen = await watching;
    assert.deepEqual(
      seen.map(({ line }) => line),
      ['china-telecom', 'china-unicom'],
    );
    balance(raised.stage, mark);
  });

  it('fails at the first write that was not foreseen, and names it', async () => {
    const watching = watch(raised.stage.mark(), [UNICOM_TO_C]);
    await writeRecord(raised.sandbox, 'mobile', 'A');
    await assert.rejects(watching, (error) => {
      assert.ok(error instanceof DemoFailure);
      assert.match(error.found.en, /china-mobile \(CMCC\): C → A/);
      assert.match(error.expected.en, /china-unicom \(CU\): B → C/);
      return true;
    });
  });

  it('fails when a record goes to another node than foreseen', async () => {
    const watching = watch(raised.stage.mark(), [UNICOM_TO_C]);
    await writeRecord(raised.sandbox, 'unicom', 'A');
    await assert.rejects(watching, DemoFailure);
  });

  it('fails when it takes too long, and says what is missing', async () => {
    const watching = watch(raised.stage.mark(), [UNICOM_TO_C, TELECOM_TO_B], 300);
    await writeRecord(raised.sandbox, 'unicom', 'C');
    await assert.rejects(watching, (error) => {
      assert.ok(error instanceof DemoFailure);
      assert.match(error.found.en, /not yet: china-telecom \(CT\): A → B$/);
      return true;
    });
  });

  it('ends at once when it is interrupted', async () => {
    const watching = watch(raised.stage.mark(), [UNICOM_TO_C], 60_000);
    raised.interrupt('SIGINT');
    await assert.rejects(watching, (error) => error instanceof Interrupted && error.signal === 'SIGINT');
  });

  it('balances only when nothing was written besides what was told', async () => {
    const mark = raised.stage.mark();
    const watching = watch(mark, [UNICOM_TO_C]);
    await writeRecord(raised.sandbox, 'unicom', 'C');
    await watching;
    await writeRecord(raised.sandbox, 'unicom', 'B');
    assert.throws(() => {
      balance(raised.stage, mark);
    }, DemoFailure);
  });

  it('shows what DNS answers and fails when that is not what is due', async () => {
    const { stage, sandbox, terminal } = raised;
    const before = await stage.answers();
    const due = holdersOf(before);
    await showLines(stage, due, null);
    assert.match(terminal.out(), /china-unicom \(CU\) +203\.0\.113\.0\/24 +127\.0\.0\.12 +B\n/);
    await writeRecord(sandbox, 'unicom', 'C');
    await assert.rejects(showLines(stage, due, before), DemoFailure);
    assert.match(terminal.out(), /china-unicom \(CU\) +203\.0\.113\.0\/24 +127\.0\.0\.13 +C \(for B\)\n/);
  });
});
