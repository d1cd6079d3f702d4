import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '../../src/model/app-error.ts';
import { Secret } from '../../src/model/secret.ts';
import { parseDsn } from '../../src/store/dsn.ts';
import { maskDsn } from '../../src/store/mask-dsn.ts';
import { revealed } from './samples.ts';

interface Expected {
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  readonly database?: string;
  readonly tls?: string;
  readonly connectTimeoutMs?: number;
}

const GO_FORMS: readonly (readonly [dsn: string, expected: Expected])[] = [
  [
    'cocoa:pw@tcp(db.example:3307)/cocoa?charset=utf8mb4&parseTime=true&loc=Local',
    { host: 'db.example', port: 3307 },
  ],
  ['cocoa:pw@tcp(db.example)/cocoa', { host: 'db.example', port: 3306 }],
  ['cocoa:pw@tcp/cocoa', { host: '127.0.0.1' }],
  ['cocoa:pw@/cocoa', { host: '127.0.0.1', port: 3306 }],
  ['/cocoa', { user: '', password: '' }],
  ['cocoa@tcp(h:1)/cocoa', { password: '', host: 'h', port: 1 }],
  ['cocoa:@tcp(h)/cocoa', { password: '', host: 'h' }],
  ['cocoa:pw@tcp([::1]:3306)/cocoa', { host: '::1' }],
  ['cocoa:pw@tcp([2001:db8::7]:3310)/cocoa', { host: '2001:db8::7', port: 3310 }],
  ['cocoa:pw@tcp([fe80::1%25eth0])/cocoa', { host: 'fe80::1%25eth0' }],
  ['cocoa:pw@(h:3307)/cocoa', { host: 'h', port: 3307 }],
  ['cocoa:pw@unix(/run/mysqld/mysqld.sock)/cocoa', { socketPath: '/run/mysqld/mysqld.sock' }],
  [
    'cocoa:pw@unix(/run/my(odd)/m.sock)/cocoa?timeout=3s',
    { socketPath: '/run/my(odd)/m.sock', connectTimeoutMs: 3_000 },
  ],
  ['cocoa:pw@tcp(h)/co%63oa', { database: 'cocoa', host: 'h' }],
  // The last @ before the last / ends the password, the first : begins it, and nothing is decoded.
  ['cocoa:p@:/()?%#&w@tcp(h:3306)/cocoa', { password: 'p@:/()?%#&w', host: 'h' }],
  ['cocoa:p%40w@tcp(h)/cocoa', { password: 'p%40w', host: 'h' }],
  ['cocoa:@@@tcp(h)/cocoa', { password: '@@', host: 'h' }],
  ['cocoa:tcp(x)/y@tcp(h)/cocoa', { password: 'tcp(x)/y', host: 'h' }],
  ['cocoa:密码 🔑@tcp(h)/cocoa', { password: '密码 🔑', host: 'h' }],
  ['co-coa@host:pw@tcp(h)/cocoa', { user: 'co-coa@host', host: 'h' }],
  // The Go driver wants %2F here; there is only one way to read it.
  ['cocoa:pw@tcp(h)/cocoa?loc=Asia/Shanghai', { host: 'h' }],
  [
    'cocoa:p/w@unix(/run/m.sock)/cocoa?loc=Asia/Shanghai&tls=skip-verify',
    { password: 'p/w', socketPath: '/run/m.sock', tls: 'unverified' },
  ],
  ['cocoa:pw@tcp(h)/cocoa?tls=true', { host: 'h', tls: 'verified' }],
  ['cocoa:pw@tcp(h)/cocoa?tls=false', { host: 'h', tls: 'off' }],
  ['cocoa:pw@tcp(h)/cocoa?tls=preferred', { host: 'h', tls: 'preferred' }],
  ['cocoa:pw@tcp(h)/cocoa?timeout=1m30.5s', { host: 'h', connectTimeoutMs: 90_500 }],
  ['mysql://cocoa:pw@tcp(h:3306)/cocoa', { host: 'h' }],
];

const URLS: readonly (readonly [dsn: string, expected: Expected])[] = [
  [
    'mysql://cocoa:p%40w@db.example:3307/cocoa?charset=utf8mb4',
    { password: 'p@w', host: 'db.example', port: 3307 },
  ],
  ['mariadb://cocoa:pw@db.example/cocoa', { host: 'db.example' }],
  ['MySQL://cocoa:pw@[::1]:3306/cocoa', { host: '::1' }],
  ['mysql://cocoa@h/cocoa', { password: '', host: 'h' }],
  ['mysql://cocoa:%2F%3F%23%3A%25@h/cocoa', { password: '/?#:%', host: 'h' }],
  ['mysql://cocoa:p@w@h/cocoa', { password: 'p@w', host: 'h' }],
  ['mysql://cocoa:100%@h/cocoa', { password: '100%', host: 'h' }],
  [
    'mysql://cocoa:pw@localhost/cocoa?socket=/run/mysqld/mysqld.sock',
    { socketPath: '/run/mysqld/mysqld.sock' },
  ],
  ['mysql://cocoa:pw@h/cocoa?ssl-mode=REQUIRED', { host: 'h', tls: 'unverified' }],
  ['mysql://cocoa:pw@h/cocoa?ssl-mode=VERIFY_IDENTITY', { host: 'h', tls: 'verified' }],
  ['mysql://cocoa:pw@h/%E5%8F%AF', { host: 'h', database: '可' }],
];

const SQLITE_FORMS: readonly (readonly [dsn: string, path: string])[] = [
  ['test.db', 'test.db'],
  ['./data/test.db', './data/test.db'],
  ['/var/lib/x.db', '/var/lib/x.db'],
  ['C:\\data\\x.db', 'C:\\data\\x.db'],
  ['me@home/x.db', 'me@home/x.db'],
  ['100%25.db', '100%25.db'],
  ['test.db?cache=shared', 'test.db'],
  ['file:test.db', 'test.db'],
  ['file:test.db?cache=shared&mode=rwc', 'test.db'],
  ['file:/var/lib/x.db', '/var/lib/x.db'],
  ['file:///var/lib/x.db', '/var/lib/x.db'],
  ['file:///C:/x.db', 'C:/x.db'],
  ['file://localhost/var/x.db', '/var/x.db'],
  ['sqlite:data/x.db', 'data/x.db'],
  ['sqlite://data/x.db', 'data/x.db'],
  ['sqlite:///abs/path.db', '/abs/path.db'],
  ['sqlite3:/abs/%E5%8F%AF.db', '/abs/可.db'],
  [' test.db ', 'test.db'],
];

describe('a MySQL data source name', () => {
  for (const [dsn, expected] of [...GO_FORMS, ...URLS]) {
    it(`${dsn} is understood`, () => {
      for (const type of ['mysql', 'MariaDB']) {
        assert.deepEqual(revealed(parseDsn(type, dsn)), whole(expected));
      }
    });
  }
});

function whole(expected: Expected): unknown {
  const {
    user = 'cocoa',
    password = 'pw',
    database = 'cocoa',
    tls = 'off',
    connectTimeoutMs = null,
  } = expected;
  const { host = '127.0.0.1', port = 3306, socketPath } = expected;
  return {
    kind: 'mysql',
    user,
    password: { secret: user === '' ? '' : password },
    address: socketPath === undefined ? { host, port } : { socketPath },
    database,
    tls,
    connectTimeoutMs,
  };
}

describe('an SQLite data source name', () => {
  for (const [dsn, path] of SQLITE_FORMS) {
    it(`${dsn} means the file ${path}`, () => {
      for (const type of ['sqlite', 'SQLite3'])
        assert.deepEqual(parseDsn(type, dsn), { kind: 'sqlite', path });
    });
  }
});

describe('a data source name without a type', () => {
  const mysql = [...GO_FORMS, ...URLS].map(([dsn]) => dsn).filter((dsn) => dsn !== '/cocoa');
  for (const dsn of mysql) {
    it(`${dsn} is told to be MySQL`, () => {
      assert.equal(parseDsn(null, dsn).kind, 'mysql');
    });
  }
  for (const [dsn] of SQLITE_FORMS.filter(([dsn]) => !dsn.includes('@'))) {
    it(`${dsn} is told to be SQLite`, () => {
      assert.equal(parseDsn('', dsn).kind, 'sqlite');
    });
  }
});

const REFUSED: readonly (readonly [type: string, dsn: string, field: string, what: RegExp])[] = [
  [
    'postgres',
    'postgres://u:pw-hidden@h/db',
    'DataBaseType',
    /"postgres"; supported are sqlite, sqlite3, mysql, mariadb/,
  ],
  ['', 'postgres://u:pw-hidden@h/db', 'DataBaseType', /"postgres"; supported are/],
  ['mssql', 'x', 'DataBaseType', /"mssql"/],
  ['mysql', '', 'DSN', /empty/],
  ['sqlite', '   ', 'DSN', /empty/],
  ['sqlite', 'file:', 'DSN', /names no file/],
  ['sqlite', ':memory:', 'DSN', /forget everything/],
  ['sqlite', 'file::memory:?cache=shared', 'DSN', /forget everything/],
  ['sqlite', 'file:x?mode=memory', 'DSN', /forget everything/],
  ['sqlite', 'mysql://u:pw-hidden@h/db', 'DSN', /does not belong to DataBaseType sqlite/],
  ['sqlite', 'u:pw-hidden@tcp(h:3306)/db', 'DSN', /does not belong to DataBaseType sqlite/],
  ['mysql', 'file:test.db', 'DSN', /does not belong to DataBaseType mysql/],
  ['mysql', 'test.db', 'DSN', /no \/ before the database name/],
  ['mysql', 'u:pw-hidden@tcp(h:3306)/', 'DSN', /names no database/],
  ['mysql', 'u:pw-hidden@tcp(h:3306)', 'DSN', /no \/ before/],
  ['mysql', 'u:pw-hidden@tcp(h:99999)/db', 'DSN', /port 99999/],
  ['mysql', 'u:pw-hidden@tcp(h:port)/db', 'DSN', /host:port/],
  ['mysql', 'u:pw-hidden@udp(h:3306)/db', 'DSN', /protocol "udp"/],
  ['mysql', 'u:pw-hidden@h:3306/db', 'DSN', /tcp\(host:port\)/],
  ['mysql', 'u:pw-hidden@tcp(h:3306)/db?tls=custom', 'DSN', /tls=custom/],
  ['mysql', 'mysql://u:pw/hidden@h/db', 'DSN', /%2F/],
  ['mysql', 'mysql://u:pw-hidden@h', 'DSN', /names no database/],
];

describe('what cannot be used', () => {
  for (const [type, dsn, field, what] of REFUSED) {
    it(`${type} ${dsn} is refused with ${field}, and the password is not told`, () => {
      try {
        parseDsn(type, dsn);
      } catch (error) {
        assert.ok(error instanceof AppError);
        assert.equal(error.code, 'invalid');
        assert.equal(error.field, field);
        assert.match(error.text.en, what);
        assert.match(error.text.zh, /[\u4e00-\u9fff]/);
        assert.doesNotMatch(`${error.stack ?? ''}${JSON.stringify(error)}`, /hidden/);
        return;
      }
      assert.fail('it was accepted');
    });
  }
});

describe('a masked data source name', () => {
  const masked: readonly (readonly [dsn: string, shown: string])[] = [
    ['u:pw@tcp(h:3306)/db?parseTime=true', 'u:***@tcp(h:3306)/db?parseTime=true'],
    ['u:p@:/()?%#w@unix(/run/m.sock)/db', 'u:***@unix(/run/m.sock)/db'],
    ['u@tcp(h:3306)/db', 'u@tcp(h:3306)/db'],
    ['mysql://u:p%40w@h:3306/db', 'mysql://u:***@h:3306/db'],
    ['mysql://u@h:3306/db', 'mysql://u@h:3306/db'],
    ['host=h user=u password=pw dbname=db', 'host=h user=u password=*** dbname=db'],
    ['file:test.db?_auth_pass=pw&mode=rwc', 'file:test.db?_auth_pass=***&mode=rwc'],
    ['data/test.db', 'data/test.db'],
    ['', ''],
  ];
  for (const [dsn, shown] of masked) {
    it(`${dsn} is shown as ${shown}`, () => {
      assert.equal(maskDsn(dsn), shown);
      assert.equal(maskDsn(Secret.of(dsn)), shown);
    });
  }
});
