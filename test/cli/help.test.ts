import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { displayWidth } from '../../src/cli/table.ts';
import { runCommand } from './run-command.ts';

const COMMANDS: readonly (readonly string[])[] = [
  ['run'],
  ['runProd'],
  ['r'],
  ['runDebug'],
  ['rd'],
  ['runDemo'],
  ['re'],
  ['status'],
  ['showStatus'],
  ['node'],
  ['updateNodeInfo'],
  ['node', 'list'],
  ['node', 'add'],
  ['node', 'set'],
  ['node', 'remove'],
  ['dns'],
  ['updateCloudPlatformInfo'],
  ['dns', 'list'],
  ['dns', 'add'],
  ['dns', 'set'],
  ['dns', 'remove'],
  ['service'],
  ['updateManagedServices'],
  ['service', 'list'],
  ['service', 'add'],
  ['service', 'set'],
  ['service', 'remove'],
  ['cluster'],
  ['cluster', 'list'],
  ['cluster', 'set'],
  ['plan'],
  ['freeze'],
  ['drain'],
  ['quit'],
  ['config'],
  ['config', 'check'],
  ['config', 'adopt'],
  ['config', 'force'],
  ['import'],
  ['witness'],
  ['witness', 'names'],
  ['secret'],
  ['sandbox'],
  ['demo'],
];

describe('help', () => {
  for (const command of COMMANDS) {
    it(`is there for "${command.join(' ')}" in both languages, on standard output, with exit code 0`, async () => {
      const english = await runCommand([...command, '--help']);
      const chinese = await runCommand([...command, '-h'], { language: 'zh' });
      for (const { exitCode, err } of [english, chinese]) assert.deepEqual([exitCode, err], [0, '']);
      assert.match(english.out, /^Usage: cocoasyncer /);
      assert.doesNotMatch(english.out, /[\u4e00-\u9fff]/);
      assert.match(chinese.out, /^用法/);
      assert.doesNotMatch(chinese.out, /choices/);
      const described = chinese.out.split('\n').filter((line) => /^ {2}\S/.test(line));
      for (const line of described) assert.match(line, /[\u4e00-\u9fff]/, `only English: ${line}`);
    });
  }

  it('is also the command help, or h, at the top and inside groups', async () => {
    const top = await runCommand(['--help']);
    for (const argv of [['help'], ['h']]) assert.deepEqual(await runCommand(argv), top);
    const node = await runCommand(['node', '--help']);
    for (const argv of [
      ['help', 'node'],
      ['h', 'updateNodeInfo'],
      ['node', 'help'],
      ['node', 'h'],
    ]) {
      assert.deepEqual(await runCommand(argv), node, argv.join(' '));
    }
    const add = await runCommand(['node', 'add', '--help']);
    for (const argv of [
      ['help', 'node', 'add'],
      ['node', 'help', 'add'],
    ]) {
      assert.deepEqual(await runCommand(argv), add, argv.join(' '));
    }
  });

  it('names every command at the top', async () => {
    const { out } = await runCommand(['--help']);
    for (const [name = '', ...more] of COMMANDS) {
      if (more.length === 0) assert.match(out, new RegExp(`(^|[ |])${name}([ |]|$)`, 'm'), name);
    }
  });

  it('keeps within the width of the terminal, Chinese too', async () => {
    for (const language of ['en', 'zh'] as const) {
      for (const command of [[], ['node', 'add'], ['service', 'add'], ['cluster', 'set']]) {
        const { out } = await runCommand([...command, '--help'], { language, columns: 72 });
        const untilNotes = out.split('\n\n').filter((part) => !part.includes('COCOASYNCER_URL'));
        for (const line of untilNotes.join('\n').split('\n')) {
          assert.ok(displayWidth(line) <= 72, `${displayWidth(line)} columns: ${line}`);
        }
      }
    }
  });

  it('goes to standard error with exit code 2 when a command is needed and none is given', async () => {
    for (const argv of [
      [],
      ['config'],
      ['cluster'],
      ['witness'],
      ['node'],
      ['dns'],
      ['service'],
      ['updateNodeInfo'],
    ]) {
      const { exitCode, out, err } = await runCommand(argv);
      assert.deepEqual([exitCode, out], [2, ''], argv.join(' '));
      assert.match(err, /^Usage: /);
    }
  });
});

describe('the version', () => {
  it('is printed alone', async () => {
    assert.deepEqual(await runCommand(['--version']), { exitCode: 0, out: '9.8.7\n', err: '' });
    assert.deepEqual(await runCommand(['-V']), { exitCode: 0, out: '9.8.7\n', err: '' });
  });
});
