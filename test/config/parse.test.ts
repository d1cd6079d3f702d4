import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINIMAL, config, problems, warnings } from './read.ts';

/** The Go program's own example file, in its spelling. */
const GO_FILE = `
APIPort: 8443
NodeName: 广州
NodeCode: 007
NodeAddress: https://gz.example.net/
ReverseProxy: true
WorkMode: follower
CocoaSecret: 12345678
Timeout: 15
DataBaseType: mysql
DSN: "cocoa:p@ss:w/rd@tcp(db:3306)/cocoa?charset=utf8mb4"
`;

describe('a settings file', () => {
  it('of the Go program keeps its meaning', () => {
    const found = config(GO_FILE);
    assert.equal(found.apiPort, 8443);
    assert.equal(found.nodeName, '广州');
    assert.equal(found.nodeCode, '007');
    assert.equal(found.nodeAddress, 'https://gz.example.net');
    assert.equal(found.isBehindReverseProxy, true);
    assert.equal(found.role, 'follower');
    assert.equal(found.secret?.reveal(), '12345678');
    assert.equal(found.timeoutMinutes, 15);
    assert.equal(found.database.type, 'mysql');
    assert.equal(found.database.dsn.reveal(), 'cocoa:p@ss:w/rd@tcp(db:3306)/cocoa?charset=utf8mb4');
  });

  it('may spell its keys in any letter case, on every level', () => {
    const text = `${MINIMAL}timers: {TDEAD: 62s}\nADDRESSES: {ipv4: [{FIXED: 8.8.8.8}], IPV6: []}\nsandbox: {apiport: 1}`;
    const found = config(
      text.replace('NodeName', 'nodename').replace('WorkMode: leader', 'WORKMODE: Leader'),
    );
    assert.equal(found.nodeName, 'Guangzhou');
    assert.equal(found.role, 'leader');
    assert.equal(found.timers.deadMs, 62_000);
    assert.deepEqual(found.addressSources, { v4: [{ kind: 'fixed', address: '8.8.8.8' }], v6: [] });
    assert.deepEqual(found.sandbox, { apiPort: 1, dnsPort: 44453 });
  });

  it('needs four lines and no more', () => {
    const found = config(MINIMAL);
    assert.equal(found.path, '/etc/cocoa/config.yaml');
    assert.equal(found.apiPort, 44443);
    assert.equal(found.listenHost, '::');
    assert.equal(found.dataFolder, '/srv/cocoa/data');
    assert.equal(found.secret, null);
    assert.equal(found.timeoutMinutes, null);
    assert.equal(found.database.type, 'sqlite');
    assert.equal(found.database.dsn.reveal(), '/srv/cocoa/data/cocoasyncer.db');
    assert.equal(found.profile, 'normal');
    assert.equal(found.freezeFile, '/srv/cocoa/data/freeze');
    assert.equal(found.allowPrivateAddresses, false);
    assert.deepEqual(found.aliyun, { endpoint: 'https://alidns.aliyuncs.com', keyId: null, keySecret: null });
    assert.deepEqual(found.log, { level: 'info', format: 'json' });
    assert.equal(found.sandbox, null);
    const [source] = found.addressSources.v6;
    assert.equal(source?.kind === 'http' && source.urls.length >= 3, true);
  });

  it('may say yes and no as people do', () => {
    for (const [word, meaning] of [
      ['yes', true],
      ['On', true],
      ['1', true],
      ['NO', false],
      ['off', false],
      ['0', false],
    ] as const) {
      assert.equal(config(`${MINIMAL}DryRun: ${word}`).isDryRun, meaning, word);
    }
  });

  it('takes a key without a value for no key', () => {
    assert.equal(config(`${MINIMAL}CocoaSecret:\nAPIPort:\nDSN: ""\n`).secret, null);
  });

  it('knows every kind of address source', () => {
    const found = config(`${MINIMAL}
Addresses:
  IPv4:
    - interface: "*"
    - http: [https://a.example, https://b.example]
    - fixed: 8.8.8.8
    - command: [/bin/ask, -4]
  IPv6: [{http: default}]
`);
    assert.deepEqual(found.addressSources.v4, [
      { kind: 'interface', name: '*' },
      { kind: 'http', urls: ['https://a.example', 'https://b.example'] },
      { kind: 'fixed', address: '8.8.8.8' },
      { kind: 'command', command: ['/bin/ask', '-4'] },
    ]);
  });

  it('may use anchors', () => {
    const found = config(`${MINIMAL}Addresses: {IPv4: &a [{interface: eth0}], IPv6: *a}`);
    assert.deepEqual(found.addressSources.v6, [{ kind: 'interface', name: 'eth0' }]);
  });

  it('tells the kind of database from the DSN', () => {
    assert.equal(config(`${MINIMAL}DSN: mysql://u:p@h/db`).database.type, 'mysql');
    assert.equal(config(`${MINIMAL}DSN: u:p@tcp(h:3306)/db`).database.type, 'mysql');
    assert.equal(config(`${MINIMAL}DSN: u:p@unix(/run/mysql.sock)/db`).database.type, 'mysql');
    assert.equal(config(`${MINIMAL}DSN: file:test.db`).database.type, 'sqlite');
  });
});

describe('what is wrong with a settings file', () => {
  it('is said all at once, with line, key, value and what is allowed', () => {
    const found = problems(
      [
        'apiport: 99999',
        'NodeName: A',
        'NodeCode: a',
        'NodeAddress: gz.example.net',
        'WorkMode: boss',
        'Timers: {tDead: soon}',
        'Timeuot: 5',
        '',
      ].join('\n'),
    );
    assert.deepEqual(found, [
      'line 1, apiport: this value is not allowed (found 99999; allowed: 0–65535; 0: any free port)',
      'line 4, NodeAddress: this value is not allowed (found "gz.example.net"; allowed: `http://host:port` or `https://host`, without user, query and fragment)',
      'line 5, WorkMode: this value is not allowed (found "boss"; allowed: `leader`, `follower`)',
      'line 6, Timers.tDead: this value is not allowed (found "soon"; allowed: a duration such as `60s`, `500ms`, `2m`, or a number of seconds; above zero, up to 24 h)',
      'line 7, Timeuot: there is no such setting; did you mean Timeout?',
    ]);
  });

  it('includes what only shows between settings, as far as those concerned are in order themselves', () => {
    const wrong = [
      MINIMAL.replace('leader', 'boss'),
      'Timers: {tDead: 20}',
      'Addresses: {IPv4: [{fixed: 10.0.0.1}]}',
    ];
    const found = problems(wrong.join('\n'));
    assert.equal(found.length, 3, found.join('\n'));
    assert.match(found[0] ?? '', /^line 4, WorkMode: /);
    assert.match(found[1] ?? '', /^line 6, Timers\.tDead: C1: /);
    assert.match(found[2] ?? '', /^line 7, .*10\.0\.0\.1/);
    const doubtful = problems(`${MINIMAL}Profile: quick\nTimers: {tDead: 20}\n`);
    assert.deepEqual(doubtful.length, 1, 'with which profile the timer would have to go is not known');
  });

  it('is said in Chinese as well', () => {
    assert.deepEqual(problems(`${MINIMAL}LogLevel: loud`, {}, 'zh'), [
      '第 5 行 LogLevel：取值不被允许（当前值 "loud"；允许：`debug`、`info`、`warn`、`error`）',
    ]);
  });

  it('includes every key that is missing, with the variable that could hold it', () => {
    const found = problems('APIPort: 1\n');
    assert.equal(found.length, 4);
    assert.equal(
      found[0],
      'NodeName: is missing; set it here or as COCOASYNCER_NODE_NAME (allowed: one line of 1–64 characters)',
    );
  });

  it('never shows a secret', () => {
    const found = problems(`${MINIMAL}CocoaSecret: [hunter2]\nDSN: {a: hunter2}\n`).join('\n');
    assert.match(found, /line 5, CocoaSecret: .*found \*\*\*/);
    assert.match(found, /line 6, DSN: .*found \*\*\*/);
    assert.equal(found.includes('hunter2'), false);
  });

  const rows: readonly (readonly [string, string, RegExp])[] = [
    ['a key twice in different letters', 'NODENAME: B', /line 5, NODENAME: set twice, also in line 1/],
    ['a key twice', 'NodeName: B', /line 5.*unique/i],
    ['bad YAML', 'Timers: {tDead: 60s', /^line \d, YAML: /],
    ['a nested unknown key', 'Timers: {tDaed: 60s}', /line 5, Timers\.tDaed: .*did you mean tDead\?/],
    ['an unknown key like no other', 'Zebra: 1', /line 5, Zebra: there is no such setting$/],
    ['an extension key', 'x-note: 1', /line 5, x-note: there is no such setting$/],
    [
      'an unknown kind of source',
      'Addresses: {IPv4: [{magic: 1}]}',
      /Addresses\.IPv4\.magic: there is no such setting/,
    ],
    [
      'a single echo service',
      'Addresses: {IPv4: [{http: [https://a.example]}]}',
      /Addresses\.IPv4.* this value is not allowed/,
    ],
    [
      'a source that is two things',
      'Addresses: {IPv4: [{fixed: 8.8.8.8, interface: e}]}',
      /Addresses\.IPv4.* this value is not allowed/,
    ],
    [
      'an address of the other family',
      'Addresses: {IPv6: [{fixed: 8.8.8.8}]}',
      /Addresses\.IPv6.*is not an IPv6 address/,
    ],
    [
      'a private address',
      'Addresses: {IPv4: [{fixed: 10.0.0.1}]}',
      /is a private address that others cannot reach/,
    ],
    [
      'a broken inequality',
      'Timers: {tDead: 50s}',
      /line 5, Timers\.tDead: C1: tDead \(50 s\) must be at least .* = 59\.8 s/,
    ],
    [
      'a timer of zero',
      'Timers: {tTick: 0s}',
      /line 5, Timers\.tTick: this duration is out of range \(found "0s"/,
    ],
    [
      'a database that is not supported',
      'DataBaseType: postgres',
      /found "postgres"; allowed: `sqlite`, `sqlite3`/,
    ],
    ['a fraction of a port', 'APIPort: 1.5', /line 5, APIPort/],
    [
      'a map where a text belongs',
      'ListenHost: {a: 1}',
      /line 5, ListenHost: this value is not allowed \(found \{/,
    ],
    ['a list where a map belongs', 'Timers: [1]', /line 5, Timers: this value is not allowed/],
    ['an address that is no URL after all', 'AliyunEndpoint: ftp://x', /line 5, AliyunEndpoint/],
  ];
  for (const [what, line, message] of rows) {
    it(`includes ${what}`, () => {
      const found = problems(`${MINIMAL}${line}\n`);
      assert.ok(
        found.some((one) => message.test(one)),
        found.join('\n') || 'no problem found',
      );
    });
  }

  it('includes a file that is no map', () => {
    assert.match(problems('- a\n- b\n')[0] ?? '', /line 1, YAML: the file must be/);
    assert.match(problems('just words')[0] ?? '', /YAML: the file must be/);
  });

  it('does not call missing what stands in a file that is no YAML', () => {
    const found = problems(`${MINIMAL}NodeName: again\n`).join('\n');
    assert.match(found, /YAML: /);
    assert.doesNotMatch(found, /missing/);
  });

  it('includes a NodeAddress that only looks like a URL', () => {
    assert.match(
      problems(MINIMAL.replace('gz.example.net:44443', 'a:b:c'))[0] ?? '',
      /line 3, NodeAddress: is no URL/,
    );
  });

  it('includes what those who know databases say', () => {
    const checkDatabase = (type: string, dsn: string) => {
      assert.deepEqual([type, dsn], ['mysql', 'nonsense']);
      return { field: 'DSN', text: { en: 'cannot be understood', zh: '' } } as const;
    };
    assert.deepEqual(problems(`${MINIMAL}DataBaseType: mysql\nDSN: nonsense`, { checkDatabase }), [
      'line 6, DSN: cannot be understood (found ***)',
    ]);
  });

  it('does not hang on an alias that holds itself', () => {
    assert.ok(problems(`${MINIMAL}Timers: &t {tDead: *t}`).length > 0);
  });
});

describe('settings that are allowed but odd', () => {
  it('bring a warning', () => {
    assert.match(warnings(`${MINIMAL}AllowPrivateAddresses: true`)[0] ?? '', /without a sandbox/);
    assert.deepEqual(
      warnings(`${MINIMAL}AllowPrivateAddresses: true\nAliyunEndpoint: http://127.0.0.1:44480`),
      [],
    );
    assert.deepEqual(warnings(MINIMAL), []);
  });
});
