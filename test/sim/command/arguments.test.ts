import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { UsageError } from '../../../src/cli/usage-error.ts';
import { parseRequest, type Request } from './arguments.ts';

function parsed(line: string): Request {
  const stream = new PassThrough();
  const terminal = {
    ...{ input: stream, output: stream, errors: stream, isInteractive: false },
    ...{ columns: 80, language: 'en' as const, env: {} },
  };
  return parseRequest(line === '' ? [] : line.split(' '), { terminal }, { jobs: 4 });
}

describe('what is asked of the simulator', () => {
  it('nothing: one schedule, the first seed', () => {
    const request = parsed('');
    assert.ok(request.kind === 'one');
    assert.deepEqual([request.seed, request.isShrunk, request.isTraced, request.draw], [1, true, false, {}]);
  });

  it('one schedule with its story', () => {
    const drawn = '--nodes 3 --hours 0.5 --profile fast --kinds crash,cut --every 4';
    const request = parsed(`--seed 12 ${drawn} --trace --no-shrink`);
    assert.ok(request.kind === 'one');
    const kinds = ['crash', 'cut'];
    assert.deepEqual(request.draw, { nodes: 3, hours: 0.5, profile: 'fast', kinds, every: 4 });
    assert.deepEqual([request.seed, request.isShrunk, request.isTraced], [12, false, true]);
  });

  it('a batch, on all cores unless told otherwise', () => {
    const request = parsed('--schedules 2000 --out long.json --continue');
    assert.deepEqual(
      [request.kind, request.schedules, request.jobs, request.out],
      ['batch', 2000, 4, 'long.json'],
    );
    assert.equal(parsed('--schedules 5 --jobs 1').jobs, 1);
  });

  it('planted faults', () => {
    const request = parsed('mutants --only witness --jobs 2');
    assert.ok(request.kind === 'mutants');
    assert.deepEqual([request.only, request.schedules, request.jobs], [['witness'], 300, 2]);
  });

  const refused: readonly (readonly [line: string, named: string])[] = [
    ['--seed x', '--seed'],
    ['--nodes 1', '--nodes'],
    ['--nodes 20', '--nodes'],
    ['--nodes 1001', '--nodes'],
    ['--hours 0', '--hours'],
    ['--hours soon', '--hours'],
    ['--profile slow', '--profile'],
    ['--kinds crash,joy', '--kinds'],
    ['--every 0', '--every'],
    ['--schedules 0', '--schedules'],
    ['--jobs 0', '--jobs'],
    ['--schedules 3 --schedule x.json', '--schedules'],
    ['--schedule x.json --seed 3', '--schedule'],
    ['--schedules 3 --trace', '--trace'],
    ['--schedules 3 --continue', '--continue'],
    ['--seeds 3', '--seeds'],
    ['mutants --trace', '--trace'],
    ['mutants --continue', '--continue'],
  ];
  for (const [line, named] of refused) {
    it(`${line}: refused, by name and in both languages`, () => {
      assert.throws(
        () => parsed(line),
        (error) =>
          error instanceof UsageError && error.text.en.includes(named) && error.text.zh.includes(named),
      );
    });
  }
});
