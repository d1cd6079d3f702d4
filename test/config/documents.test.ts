import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { format, resolveConfig } from 'prettier';
import { describeConfig } from '../../src/config/describe.ts';
import { jsonSchemaText } from '../../src/config/json-schema.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { withSettingsTables } from '../../src/config/settings-table.ts';
import { MINIMAL, config, warnings } from './read.ts';

const examples = readdirSync('config').filter((name) => name.endsWith('.example.yaml'));
const REMEDY = 'run `npx tsx scripts/write-config-schema.ts`';

async function formatted(path: string, content: string): Promise<string> {
  return await format(content, { ...(await resolveConfig(path)), filepath: path });
}

describe('the shipped examples', () => {
  it('are one for a leader and one for a follower', () => {
    assert.deepEqual(examples.map((name) => config(readFileSync(`config/${name}`, 'utf8')).role).sort(), [
      'follower',
      'leader',
    ]);
  });

  for (const name of examples) {
    const content = readFileSync(`config/${name}`, 'utf8');
    it(`${name} is in order, and names the schema for editors`, () => {
      assert.deepEqual(warnings(content), []);
      assert.equal(content.split('\n')[0], '# yaml-language-server: $schema=../docs/config.schema.json');
    });

    it(`${name} stays in order when its optional lines are taken in`, () => {
      const all = content.replace(/^# (CocoaSecret|DataBaseType|DSN):/gm, '$1:');
      assert.notEqual(config(all).nodeName, '');
    });

    it(`${name} speaks both languages`, () => {
      assert.match(content, /[\u4e00-\u9fff]/);
    });
  }
});

describe('what is generated from the schema', () => {
  it('is up to date: docs/config.schema.json', async () => {
    const path = 'docs/config.schema.json';
    assert.equal(readFileSync(path, 'utf8'), await formatted(path, jsonSchemaText()), REMEDY);
  });

  for (const [path, language] of [
    ['docs/configuration.md', 'en'],
    ['docs/configuration.zh-CN.md', 'zh'],
  ] as const) {
    it(`is up to date: ${path}`, async () => {
      const found = readFileSync(path, 'utf8');
      assert.equal(found, await formatted(path, withSettingsTables(found, language)), REMEDY);
      for (const listed of SETTINGS) assert.ok(found.includes(`\`${listed.path}\``), listed.path);
    });
  }

  it('says of every setting what it is and what it may be, in both languages', () => {
    for (const { path, notes } of SETTINGS) {
      for (const words of [notes.about, notes.allowed]) {
        assert.notEqual(words.en, '', path);
        assert.notEqual(words.zh, '', path);
      }
    }
  });
});

describe('the start-up banner', () => {
  it('tells what was read and no secret', () => {
    const lines = describeConfig(
      config(
        `${MINIMAL}CocoaSecret: hunter2\nDataBaseType: mysql\nDSN: u:hunter2@tcp(h)/d\nDryRun: true\nTimers: {tDead: 62s}\nAddresses: {IPv4: [{command: [/bin/ask, --token=hunter2]}], IPv6: []}`,
        {
          env: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'hunter2', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'hunter2' },
        },
      ),
    );
    const text = lines.map(({ en, zh }) => `${en}\n${zh}`).join('\n');
    assert.equal(text.includes('hunter2'), false, text);
    for (const part of [
      /\/etc\/cocoa\/config\.yaml/,
      /Guangzhou \(leader\)/,
      /\[::\]:44443/,
      /mysql \*\*\*/,
      /set: tDead 62 s/,
      /command \/bin\/ask;/,
      /DryRun/,
    ]) {
      assert.match(text, part);
    }
    for (const { en, zh } of lines) assert.equal(/[\n\r]/.test(en + zh), false);
  });

  it('tells of embedded defaults', () => {
    const text = describeConfig(config(null))
      .map(({ en }) => en)
      .join('\n');
    assert.match(text, /no file/);
    assert.match(text, /embedded sandbox, API port 44480, DNS port 44453/);
    assert.match(text, /sqlite \/srv\/cocoa\/data\/cocoasyncer\.db/);
  });
});
