import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedLanguage } from '../../src/cli/terminal.ts';
import { runCommand } from './run-command.ts';

describe('a command that was called wrongly', () => {
  const cases: readonly (readonly [what: string, argv: string[], en: RegExp, zh: RegExp])[] = [
    [
      'an unknown command',
      ['staus'],
      /no command "staus"[^]*Did you mean status/,
      /没有命令“staus”[^]*status/,
    ],
    [
      'an unknown option',
      ['status', '--al'],
      /no option --al here[^]*cocoasyncer status --help/,
      /没有选项 --al/,
    ],
    [
      'a missing argument',
      ['node', 'set'],
      /argument <node> is missing[^]*cocoasyncer node set --help/,
      /缺少参数 <node>/,
    ],
    ['a required option', ['node', 'add'], /--url <url> is required/, /必须给出选项 --url/],
    ['an option without its value', ['node', 'add', '--url'], /--url <url> needs a value/, /需要一个值/],
    ['one argument too many', ['drain', 'now'], /more arguments/, /参数多于/],
    [
      'a state that is none',
      ['freeze', 'maybe'],
      /<state> must be on or off, not "maybe"/,
      /<state> 只能是 on 或 off/,
    ],
    [
      'a command that its group has not',
      ['node', 'bogus'],
      /no command "bogus"[^]*node help/,
      /没有命令“bogus”/,
    ],
    ['a language that is none', ['--lang', 'fr', 'status'], /one of: en, zh/, /只能是：en, zh/],
    ['a help topic that is none', ['help', 'nonsense'], /no command "nonsense"/, /没有命令“nonsense”/],
    ['nothing to set', ['cluster', 'set'], /Say what to set/, /请指明/],
    ['no database to import', ['import'], /which database to import/, /请指明要导入的数据库/],
    ['a line that is none', ['cluster', 'set', '--backups', 'XX=a'], /"XX" is no line/, /“XX”不是有效的线路/],
    [
      'a port that is none',
      ['sandbox', '--api-port', '99999'],
      /--api-port must be a whole number from 0 to 65535/,
      /--api-port 必须是/,
    ],
  ];
  for (const [what, argv, en, zh] of cases) {
    it(`says so for ${what}, in both languages, on standard error, with exit code 2`, async () => {
      const english = await runCommand(argv);
      const chinese = await runCommand(argv, { language: 'zh' });
      assert.deepEqual([english.exitCode, english.out], [2, '']);
      assert.deepEqual([chinese.exitCode, chinese.out], [2, '']);
      assert.match(english.err, en);
      assert.match(chinese.err, zh);
    });
  }

  it('never repeats a secret that was typed as an argument, and says how to give it', async () => {
    const url = ['--url', 'http://203.0.113.7:44443'];
    const spellings = [['--secret=hunter2-secret'], ['--secret', 'hunter2-secret'], ['-shunter2-secret']];
    for (const spelling of spellings) {
      const { exitCode, out, err } = await runCommand(['node', 'add', ...url, ...spelling]);
      assert.equal(exitCode, 2);
      assert.doesNotMatch(out + err, /hunter2/);
    }
    const { err } = await runCommand(['dns', 'add', '--key-id', 'LTAI', '--key-secret', 'hunter2-secret']);
    assert.match(err, /--secret-file PATH or --secret-stdin/);
    assert.doesNotMatch(err, /hunter2/);
  });
});

describe('the wished language', () => {
  it('is read from --lang in either spelling, before a double dash', () => {
    assert.equal(askedLanguage(['status', '--lang', 'zh']), 'zh');
    assert.equal(askedLanguage(['--lang=en', 'status']), 'en');
    assert.equal(askedLanguage(['status']), null);
    assert.equal(askedLanguage(['x', '--', '--lang', 'zh']), null);
    assert.equal(askedLanguage(['--lang', 'fr']), null);
  });
});
