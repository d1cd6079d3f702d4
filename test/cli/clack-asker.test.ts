import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import type { Asker } from '../../src/cli/asker.ts';
import { openClackAsker } from '../../src/cli/clack-asker.ts';
import { Cancelled } from '../../src/cli/usage-error.ts';
import { eventually } from '../support/eventually.ts';
import { fakeTerminal } from './fake-terminal.ts';

const ENTER = '\r';
const DOWN = '\u001b[B';
const SPACE = ' ';
const BACKSPACE = '\u007f';
const CTRL_C = '\u0003';

/** Asks, waits until the question is drawn, types, and gives the answer and what was drawn. */
async function typing<Answer>(
  ask: (asker: Asker) => Promise<Answer>,
  keys: readonly string[],
  language: 'en' | 'zh' = 'en',
): Promise<{ answer: Answer; drawn: string }> {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const terminal = { ...fakeTerminal({ language, isInteractive: true }), input };
  const asking = ask(openClackAsker(terminal));
  asking.catch(() => undefined);
  await eventually(() => terminal.out().includes('Which'), 5_000, 'the question');
  for (const key of keys) {
    input.write(key);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { answer: await asking, drawn: terminal.out() };
}

const CHOICES = [
  { value: 'a', label: 'first' },
  { value: 'b', label: 'second' },
] as const;

describe('questions on a terminal', () => {
  it('take a line, trimmed', async () => {
    const { answer } = await typing((asker) => asker.text({ message: 'Which?' }), [' www ', ENTER]);
    assert.equal(answer, 'www');
  });

  it('offer what is set now, and say what is wrong with an answer', async () => {
    const check = (value: string): string | null => (value === 'bad' ? 'not that one' : null);
    const question = { message: 'Which?', initial: 'bad', check };
    const keys = [ENTER, BACKSPACE, BACKSPACE, BACKSPACE, 'good', ENTER];
    const { answer, drawn } = await typing((asker) => asker.text(question), keys);
    assert.equal(answer, 'good');
    assert.match(drawn, /not that one/);
  });

  it('never draw a secret', async () => {
    const { answer, drawn } = await typing((asker) => asker.secret({ message: 'Which?' }), ['s3cr3t', ENTER]);
    assert.equal(answer, 's3cr3t');
    assert.doesNotMatch(drawn, /s3cr3t/);
  });

  it('let choose one or many', async () => {
    const one = await typing((asker) => asker.choose('Which?', CHOICES), [DOWN, ENTER]);
    assert.equal(one.answer, 'b');
    const many = await typing((asker) => asker.chooseMany('Which?', CHOICES, ['a']), [DOWN, SPACE, ENTER]);
    assert.deepEqual(many.answer, ['a', 'b']);
    const none = await typing((asker) => asker.chooseMany('Which?', CHOICES, ['a']), [SPACE, ENTER]);
    assert.deepEqual(none.answer, []);
  });

  it('take no for an answer unless yes is chosen, in the language of the terminal', async () => {
    const no = await typing((asker) => asker.confirm('Which?'), [ENTER], 'zh');
    assert.equal(no.answer, false);
    assert.match(no.drawn, /否/);
    const yes = await typing((asker) => asker.confirm('Which?'), ['y']);
    assert.equal(yes.answer, true);
  });

  it('are broken off by Ctrl-C', async () => {
    await assert.rejects(
      typing((asker) => asker.confirm('Which?'), [CTRL_C]),
      Cancelled,
    );
  });
});
