import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configOrThrow, loadConfig } from '../../src/config/load.ts';
import type { LoadOptions } from '../../src/config/load.ts';
import { AppError } from '../../src/model/app-error.ts';
import { MINIMAL } from './read.ts';

/** A disk that holds these files. */
function options(files: Record<string, string>, more: Partial<LoadOptions> = {}): LoadOptions {
  return {
    argvPath: null,
    env: {},
    cwd: '/w',
    isTerminal: true,
    readFile: (path) => {
      const content = files[path];
      if (content !== undefined) return Promise.resolve(content);
      return Promise.reject(Object.assign(new Error('none'), { code: 'ENOENT' }));
    },
    ...more,
  };
}

const named = (name: string): string => MINIMAL.replace('Guangzhou', name);

describe('settings are read', () => {
  const files = { '/w/a.yaml': named('A'), '/w/b.yaml': named('B'), '/w/config/config.yaml': named('C') };

  it('from --config before COCOASYNCER_CONFIG before config/config.yaml', async () => {
    const env = { COCOASYNCER_CONFIG: 'b.yaml' };
    const byArgument = await loadConfig(options(files, { env, argvPath: 'a.yaml' }));
    assert.equal(configOrThrow(byArgument).nodeName, 'A');
    const byVariable = await loadConfig(options(files, { env }));
    assert.equal(configOrThrow(byVariable).nodeName, 'B');
    const byDefault = configOrThrow(await loadConfig(options(files)));
    assert.equal(byDefault.nodeName, 'C');
    assert.equal(byDefault.path, '/w/config/config.yaml');
  });

  it('never from another file than the one that was named', async () => {
    for (const more of [{ argvPath: 'no.yaml' }, { env: { COCOASYNCER_CONFIG: 'no.yaml' } }]) {
      const loaded = await loadConfig(options(files, more));
      assert.equal(loaded.kind, 'problems');
      assert.match(loaded.problems[0]?.text.en ?? '', /no such file/);
      assert.equal(loaded.problems[0]?.found, '/w/no.yaml');
    }
  });

  it('not past a default file that cannot be read', async () => {
    const readFile = () => Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' }));
    const loaded = await loadConfig(options({}, { readFile }));
    assert.equal(loaded.kind, 'problems');
    assert.equal(loaded.problems[0]?.key, 'config/config.yaml');
  });

  it('with the secrets that files hold', async () => {
    const env = { COCOASYNCER_COCOA_SECRET_FILE: 'secret.txt' };
    const loaded = await loadConfig(options({ ...files, '/w/secret.txt': 's3\n' }, { env }));
    assert.equal(configOrThrow(loaded).secret?.reveal(), 's3');
  });
});

describe('without a file', () => {
  it('a lone leader with the sandbox runs on this machine only', async () => {
    const found = configOrThrow(await loadConfig(options({})));
    assert.equal(found.path, null);
    assert.equal(found.role, 'leader');
    assert.equal(found.listenHost, '127.0.0.1');
    assert.equal(found.nodeAddress, 'http://127.0.0.1:44443');
    assert.deepEqual(found.sandbox, { apiPort: 44480, dnsPort: 44453 });
    assert.equal(found.allowPrivateAddresses, true);
    assert.deepEqual(found.addressSources, { v4: [{ kind: 'fixed', address: '127.0.0.1' }], v6: [] });
    assert.equal(found.database.dsn.reveal(), '/w/data/cocoasyncer.db');
    assert.equal(found.log.format, 'pretty');
  });

  it('its ports and folders can be moved by the environment', async () => {
    const env = {
      COCOASYNCER_API_PORT: '5000',
      COCOASYNCER_DATA_FOLDER: '/d',
      COCOASYNCER_SANDBOX_API_PORT: '0',
    };
    const found = configOrThrow(await loadConfig(options({}, { env })));
    assert.equal(found.nodeAddress, 'http://127.0.0.1:5000');
    assert.equal(found.dataFolder, '/d');
    assert.equal(found.freezeFile, '/d/freeze');
    assert.deepEqual(found.sandbox, { apiPort: 0, dnsPort: 44453 });
  });

  it('an environment that describes a node gets a real node, and must describe it whole', async () => {
    const env = {
      COCOASYNCER_NODE_NAME: 'A',
      COCOASYNCER_NODE_CODE: 'a',
      COCOASYNCER_NODE_ADDRESS: 'http://a.example',
      COCOASYNCER_WORK_MODE: 'follower',
    };
    const found = configOrThrow(await loadConfig(options({}, { env })));
    assert.equal(found.sandbox, null);
    assert.equal(found.listenHost, '::');
    const half = await loadConfig(options({}, { env: { COCOASYNCER_NODE_NAME: 'A' } }));
    assert.equal(half.kind, 'problems');
    assert.equal(half.problems.length, 3);
  });
});

describe('settings with problems', () => {
  it('become one error that lists them all', async () => {
    const loaded = await loadConfig(
      options({ '/w/config/config.yaml': `${MINIMAL}Zebra: 1\nDryRun: perhaps\n` }),
    );
    assert.throws(
      () => configOrThrow(loaded),
      (error: unknown) => {
        assert.ok(error instanceof AppError);
        assert.equal(error.code, 'invalid');
        assert.equal(error.field, 'Zebra');
        assert.match(
          error.text.en,
          /\/w\/config\/config\.yaml have 2 problems:\n {2}- line 5, Zebra.*\n {2}- line 6, DryRun/,
        );
        assert.match(error.text.zh, /有 2 处问题：\n {2}- 第 5 行 Zebra/);
        assert.match(error.hint?.en ?? '', /config check/);
        return true;
      },
    );
  });
});
