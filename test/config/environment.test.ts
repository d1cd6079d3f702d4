import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secretFiles, variableOf } from '../../src/config/environment.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { squash } from '../../src/config/suggest.ts';
import { MINIMAL, config, problems, warnings } from './read.ts';

describe('an environment variable', () => {
  it('beats the file', () => {
    const found = config(`${MINIMAL}APIPort: 1`, {
      env: { COCOASYNCER_API_PORT: '2', COCOASYNCER_NODE_NAME: '0042' },
    });
    assert.equal(found.apiPort, 2);
    assert.equal(found.nodeName, '0042');
  });

  it('reaches nested settings and leaves their neighbours alone', () => {
    const found = config(`${MINIMAL}Timers: {tHold: 100s}`, {
      env: { COCOASYNCER_TIMERS_T_DEAD: '62s', COCOASYNCER_TIMERS_SPEAKERS: '5' },
    });
    assert.equal(found.timers.deadMs, 62_000);
    assert.equal(found.timers.holdMs, 100_000);
    assert.equal(found.timers.speakers, 5);
  });

  it('turns `Sandbox: true` into a sandbox on its port', () => {
    const found = config(`${MINIMAL}Sandbox: true`, { env: { COCOASYNCER_SANDBOX_DNS_PORT: '5300' } });
    assert.deepEqual(found.sandbox, { apiPort: 44480, dnsPort: 5300 });
    assert.equal(config(`${MINIMAL}Sandbox: true`, { env: { COCOASYNCER_SANDBOX: 'off' } }).sandbox, null);
    assert.notEqual(config(MINIMAL, { env: { COCOASYNCER_SANDBOX: 'yes' } }).sandbox, null);
  });

  it('may hold a list', () => {
    const env = {
      COCOASYNCER_ADDRESSES_IPV4: '[{interface: ppp0}, {fixed: 8.8.8.8}]',
      COCOASYNCER_ADDRESSES_IPV6: '[]',
    };
    const found = config(MINIMAL, { env });
    assert.deepEqual(found.addressSources, {
      v4: [
        { kind: 'interface', name: 'ppp0' },
        { kind: 'fixed', address: '8.8.8.8' },
      ],
      v6: [],
    });
  });

  it('that is empty is not set', () => {
    assert.equal(config(`${MINIMAL}APIPort: 1`, { env: { COCOASYNCER_API_PORT: '' } }).apiPort, 1);
  });

  it('may be spelt with underscores anywhere, and no two settings share a spelling', () => {
    assert.equal(config(MINIMAL, { env: { COCOASYNCER_APIPORT: '7' } }).apiPort, 7);
    assert.equal(config(MINIMAL, { env: { COCOASYNCER_A_P_I_P_O_R_T: '7' } }).apiPort, 7);
    assert.equal(new Set(SETTINGS.map(({ path }) => squash(path))).size, SETTINGS.length);
  });

  it('is documented in a spelling that works', () => {
    assert.equal(variableOf('APIPort'), 'COCOASYNCER_API_PORT');
    assert.equal(variableOf('Timers.tDead'), 'COCOASYNCER_TIMERS_T_DEAD');
    assert.equal(variableOf('Timers.dRw'), 'COCOASYNCER_TIMERS_D_RW');
    assert.equal(variableOf('Addresses.IPv4'), 'COCOASYNCER_ADDRESSES_IPV4');
    assert.equal(variableOf('Sandbox.DNSPort'), 'COCOASYNCER_SANDBOX_DNS_PORT');
    assert.equal(variableOf('DSN'), 'COCOASYNCER_DSN');
    for (const { path } of SETTINGS) {
      assert.equal(squash(variableOf(path)), squash(`COCOASYNCER_${path}`));
      assert.match(variableOf(path), /^[A-Z0-9]+(_[A-Z0-9]+)+$/);
    }
  });

  it('with a bad value is a problem that names the variable', () => {
    assert.deepEqual(problems(MINIMAL, { env: { COCOASYNCER_WORK_MODE: 'boss' } }), [
      'COCOASYNCER_WORK_MODE: this value is not allowed (found "boss"; allowed: `leader`, `follower`)',
    ]);
    assert.match(
      problems(MINIMAL, { env: { COCOASYNCER_ADDRESSES_IPV4: '[{' } }).join(),
      /^COCOASYNCER_ADDRESSES_IPV4: /,
    );
  });

  it('given twice for one setting is a problem', () => {
    const env = { COCOASYNCER_API_PORT: '1', COCOASYNCER_APIPORT: '2' };
    assert.deepEqual(problems(MINIMAL, { env }), [
      'COCOASYNCER_APIPORT: sets APIPort again after COCOASYNCER_API_PORT',
    ]);
  });

  it('that is no setting brings a warning, with a suggestion', () => {
    assert.deepEqual(warnings(MINIMAL, { env: { COCOASYNCER_NODENAM: 'x' } }), [
      'COCOASYNCER_NODENAM is no setting and is ignored; did you mean COCOASYNCER_NODE_NAME?',
    ]);
  });

  it('that belongs to the command line or to a container platform brings none', () => {
    const env = {
      COCOASYNCER_CONFIG: 'x',
      COCOASYNCER_URL: 'x',
      COCOASYNCER_LANG: 'zh',
      COCOASYNCER_SERVICE_HOST: '10.0.0.1',
      COCOASYNCER_PORT: 'tcp://10.0.0.1:44443',
      COCOASYNCER_PORT_44443_TCP_ADDR: '10.0.0.1',
    };
    assert.deepEqual(warnings(MINIMAL, { env }), []);
  });
});

describe('a secret', () => {
  it('may come from a file, and space around it does not count', () => {
    const env = { COCOASYNCER_COCOA_SECRET_FILE: '/run/s', COCOASYNCER_DSN_FILE: '/run/d' };
    const secrets = {
      COCOASYNCER_COCOA_SECRET_FILE: { content: '\uFEFFhunter: #2\n' },
      COCOASYNCER_DSN_FILE: { content: 'u:p@tcp(h)/d\n' },
    };
    const found = config(`${MINIMAL}DataBaseType: mysql`, { env, secrets });
    assert.equal(found.secret?.reveal(), 'hunter: #2');
    assert.equal(found.database.dsn.reveal(), 'u:p@tcp(h)/d');
  });

  it('file is only looked for where there can be a secret', () => {
    assert.deepEqual(
      [
        ...secretFiles({
          COCOASYNCER_DSN_FILE: '/d',
          COCOASYNCER_FREEZE_FILE: '/f',
          COCOASYNCER_NODE_NAME_FILE: '/n',
          ALIBABA_CLOUD_ACCESS_KEY_ID_FILE: '/i',
        }),
      ],
      [
        ['COCOASYNCER_DSN_FILE', '/d'],
        ['ALIBABA_CLOUD_ACCESS_KEY_ID_FILE', '/i'],
      ],
    );
    assert.equal(config(MINIMAL, { env: { COCOASYNCER_FREEZE_FILE: '/f' } }).freezeFile, '/f');
  });

  it('file that is missing, empty, or given beside the value is a problem', () => {
    const env = { COCOASYNCER_DSN_FILE: '/d' };
    assert.deepEqual(problems(MINIMAL, { env, secrets: { COCOASYNCER_DSN_FILE: { failure: 'ENOENT' } } }), [
      'COCOASYNCER_DSN_FILE: the file it names cannot be read: ENOENT',
    ]);
    assert.match(
      problems(MINIMAL, { env, secrets: { COCOASYNCER_DSN_FILE: { content: '\n' } } }).join(),
      /is empty/,
    );
    const both = { ...env, COCOASYNCER_DSN: 'x' };
    assert.match(
      problems(MINIMAL, { env: both, secrets: { COCOASYNCER_DSN_FILE: { content: 'y' } } }).join(),
      /given together with COCOASYNCER_DSN/,
    );
  });

  it('of Aliyun comes with its key or not at all', () => {
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id', ALIBABA_CLOUD_ACCESS_KEY_SECRET_FILE: '/s' };
    const secrets = { ALIBABA_CLOUD_ACCESS_KEY_SECRET_FILE: { content: 'hunter2\n' } };
    const { aliyun } = config(MINIMAL, { env, secrets });
    assert.equal(aliyun.keyId, 'id');
    assert.equal(aliyun.keySecret?.reveal(), 'hunter2');
    assert.deepEqual(problems(MINIMAL, { env: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id' } }), [
      'ALIBABA_CLOUD_ACCESS_KEY_SECRET: missing, although ALIBABA_CLOUD_ACCESS_KEY_ID is set',
    ]);
  });

  it('is in no JSON of the settings', () => {
    const json = JSON.stringify(
      config(`${MINIMAL}CocoaSecret: hunter2\nDataBaseType: mysql\nDSN: u:hunter2@tcp(h)/d`),
    );
    assert.equal(json.includes('hunter2'), false);
  });
});
