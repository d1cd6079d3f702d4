import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { languageOf, languageOfHeader, say } from '../../src/platform/language.ts';

describe('the language of a terminal', () => {
  const rows: readonly (readonly [Record<string, string>, 'en' | 'zh'])[] = [
    [{}, 'en'],
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'zh_TW' }, 'zh'],
    [{ LANG: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: '' }, 'zh'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'en_US.UTF-8', LANGUAGE: 'zh_CN:en' }, 'zh'],
    [{ LANG: 'zh_CN.UTF-8', LANGUAGE: 'en' }, 'en'],
    [{ LANG: 'C.UTF-8', LANGUAGE: 'zh_CN' }, 'en'],
    [{ LANGUAGE: 'zh_CN' }, 'en'],
    [{ LANG: 'en_US.UTF-8', COCOASYNCER_LANG: 'zh' }, 'zh'],
    [{ LANG: 'zha_XX' }, 'en'],
  ];
  for (const [env, language] of rows) {
    it(`is ${language} with ${JSON.stringify(env)}`, () => {
      assert.equal(languageOf(env), language);
    });
  }
});

describe('the language of a browser', () => {
  const rows: readonly (readonly [string | null, 'en' | 'zh'])[] = [
    [null, 'en'],
    ['', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-US,en;q=0.9,zh;q=0.8', 'en'],
    ['de,zh;q=0.5,en;q=0.4', 'zh'],
    ['fr', 'en'],
    ['en;q=0,zh;q=0.1', 'zh'],
    ['zh;q=nonsense', 'zh'],
    ['*', 'en'],
    ['ZH-hans', 'zh'],
  ];
  for (const [header, language] of rows) {
    it(`is ${language} for ${String(header)}`, () => {
      assert.equal(languageOfHeader(header), language);
    });
  }

  it('chooses the half of a text', () => {
    assert.equal(say({ en: 'yes', zh: '是' }, 'zh'), '是');
    assert.equal(say({ en: 'yes', zh: '是' }, 'en'), 'yes');
  });
});
