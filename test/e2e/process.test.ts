// How the daemon behaves as a process: ports, signals, identity, a database that is not there.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { Secret } from '../../src/model/secret.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { openStore } from '../../src/store/open-store.ts';
import { builtProgram } from '../support/built-program.ts';
import { DaemonProcess, type DaemonOptions, type Finished } from '../support/daemon-process.ts';
import { DocumentClient } from '../support/document-client.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { startMariadb, type Mariadb } from '../support/mariadb.ts';
import { QUICK_TIMERS } from '../support/quick-timers.ts';

const STOP_LIMIT_MS = 15_000;
const UP_LIMIT_MS = 30_000;
const ACCESS_KEY = { keyId: 'key-of-the-process-test', keySecret: 'an-access-key-secret-that-nobody-prints' };

describe('the daemon as a process', () => {
  let folder: string;
  let program: string;
  let sandbox: Sandbox;
  const daemons: DaemonProcess[] = [];
  const secrets = new Set<string>([ACCESS_KEY.keySecret]);

  before(async () => {
    program = await builtProgram();
    folder = await mkdtemp(join(tmpdir(), 'cocoa-e2e-process-'));
    sandbox = await startSandbox({ accounts: [ACCESS_KEY] });
  });
  after(async () => {
    await Promise.all(daemons.map((daemon) => daemon.end()));
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  async function create(
    name: string,
    settings: Readonly<Record<string, unknown>> = {},
    options: Partial<DaemonOptions> = {},
  ): Promise<DaemonProcess> {
    const port = options.port ?? (await freePort());
    const secret = options.secret === undefined ? `secret of ${name} that nobody prints` : options.secret;
    if (secret !== null) secrets.add(secret);
    const daemon = new DaemonProcess({
      program,
      folder: join(folder, name),
      port,
      secret,
      settings: {
        NodeName: name,
        NodeCode: `code-${name}`,
        NodeAddress: `http://127.0.0.1:${port}`,
        WorkMode: 'leader',
        ListenHost: '127.0.0.1',
        DataFolder: join(folder, name, 'data'),
        AllowPrivateAddresses: true,
        AliyunEndpoint: sandbox.apiUrl,
        Timers: QUICK_TIMERS,
        Addresses: { IPv4: [{ fixed: '127.0.0.1' }], IPv6: [] },
        LogLevel: 'debug',
        ...settings,
      },
      env: {
        ALIBABA_CLOUD_ACCESS_KEY_ID: ACCESS_KEY.keyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: ACCESS_KEY.keySecret,
        ...options.env,
      },
    });
    await daemon.writeSettings();
    daemons.push(daemon);
    return daemon;
  }

  async function untilUp(daemon: DaemonProcess): Promise<void> {
    await eventually(async () => (await fetch(daemon.url)).ok, UP_LIMIT_MS, 'the API answering');
  }

  function stoppedInTime(t: TestContext, what: string, end: Finished): void {
    assert.deepEqual([end.exitCode, end.signal], [0, null], `${what}: ${end.err}`);
    assert.ok(end.tookMs < STOP_LIMIT_MS, `${what} took ${Math.round(end.tookMs)} ms`);
    t.diagnostic(`${what}: stopped after ${Math.round(end.tookMs)} ms`);
  }

  it('ends with a message that names the port and its setting when the port is taken', async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    try {
      const daemon = await create('taken', {}, { port });
      const end = await daemon.spawn();
      assert.equal(end.exitCode, 1);
      assert.match(end.err, new RegExp(`Port ${port} is taken`));
      assert.match(end.err, /APIPort/);
      assert.doesNotMatch(end.err, /\n {4}at /, 'without a stack');
    } finally {
      await new Promise((done) => server.close(done));
    }
  });

  it('ends with every problem of its settings at once', async () => {
    const daemon = await create('wrong', {
      WorkMode: 'king',
      Timers: { ...QUICK_TIMERS, tDead: 5 },
      Colour: 'red',
    });
    const end = await daemon.spawn();
    assert.equal(end.exitCode, 1);
    for (const named of ['WorkMode', 'king', 'Colour']) assert.match(end.err, new RegExp(named));
    assert.match(end.err, /C1.*tDead.*tUnacked \+ tTick \+ tWpub \+ dRw \+ tRelay \+ 5 s/);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`stops on ${signal} with exit code 0, whatever hangs on its port`, async (t) => {
      const daemon = await create(`stop-${signal.toLowerCase()}`);
      await daemon.start();
      // Somebody who connected and says nothing, somebody in the middle of a request, a browser that waits for more.
      const idle = connect(daemon.port, '127.0.0.1');
      const half = connect(daemon.port, '127.0.0.1', () => {
        half.write('POST /v1/getClusterInfo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"coco');
      });
      for (const socket of [idle, half]) socket.on('error', () => socket.destroy());
      assert.equal((await fetch(`${daemon.url}/v1/status`)).status, 200);
      stoppedInTime(t, signal, await daemon.stop(signal));
      idle.destroy();
      half.destroy();
    });
  }

  it('stops although the provider never answers', async (t) => {
    const daemon = await create('stop-hanging');
    await daemon.start();
    await daemon.cli(['node', 'set', 'stop-hanging', '--lines', 'default', '--families', 'v4', '--yes']);
    await daemon.cli(['service', 'add', '--zone', 'example.test', '--label', 'hang', '--yes']);
    const fault = sandbox.setFault({ kind: 'latency', delayMs: 60_000 });
    try {
      const before = sandbox.journal().length;
      await eventually(
        async () =>
          (await daemon.client().view()).provider.lastError !== null || sandbox.journal().length > before,
        UP_LIMIT_MS,
        'a call that hangs',
      );
      stoppedInTime(t, 'with a hanging provider', await daemon.stop('SIGTERM'));
    } finally {
      sandbox.clearFaults(fault);
    }
  });

  it('keeps who it is over a restart, makes its own secret, and reports a file that says otherwise', async () => {
    const daemon = await create('lasting', {}, { secret: null });
    void daemon.spawn();
    await untilUp(daemon);
    const first = await eventually(() => daemon.cli(['status', '--json']), UP_LIMIT_MS, 'status');
    const made = await ownSecret(daemon);
    secrets.add(made);
    assert.ok(made.length >= 24, 'a generated secret is long');
    await daemon.stop('SIGTERM');

    await daemon.writeSettings({
      NodeName: 'another',
      NodeCode: 'code-another',
      WorkMode: 'follower',
      CocoaSecret: 'another secret that nobody prints',
    });
    secrets.add('another secret that nobody prints');
    void daemon.spawn();
    await untilUp(daemon);
    const second = await eventually(() => daemon.cli(['status', '--json']), UP_LIMIT_MS, 'status');
    const whoIs = (out: string): unknown => {
      const { self } = JSON.parse(out) as { self: { id: string; name: string; role: string } };
      return [self.id, self.name, self.role];
    };
    assert.deepEqual(whoIs(second.out), ['code-lasting', 'lasting', 'leader']);
    assert.deepEqual(whoIs(second.out), whoIs(first.out));
    assert.equal(await ownSecret(daemon), made);
    const reports = daemon.output.split('\n').filter((line) => line.includes('"event":"identity-differs"'));
    assert.equal(reports.length, 1, 'reported once, and only when it differs');
    const alarmsOf = (out: string): readonly string[] =>
      (JSON.parse(out) as { alarms: readonly { code: string }[] }).alarms.map(({ code }) => code);
    assert.ok(alarmsOf(second.out).includes('identity-differs'), 'and stands as an alarm');
    assert.ok(!alarmsOf(first.out).includes('identity-differs'));
    for (const key of ['NodeName', 'NodeCode', 'WorkMode', 'CocoaSecret'])
      assert.match(reports[0] ?? '', new RegExp(key));
    const api = new DocumentClient(daemon.url);
    assert.equal((await api.getClusterInfo(made)).statusCode, 200);
    assert.equal((await api.getClusterInfo('another secret that nobody prints')).statusCode, 401);
    await daemon.stop('SIGTERM');
  });

  async function ownSecret(daemon: DaemonProcess): Promise<string> {
    const store = openStore({
      type: 'sqlite',
      dsn: Secret.of(join(daemon.folder, 'data', 'cocoasyncer.db')),
      baseFolder: daemon.folder,
    });
    try {
      const identity = await store.loadIdentity();
      return identity?.secret.reveal() ?? '';
    } finally {
      await store.close();
    }
  }

  describe('with MariaDB', () => {
    let mariadb: Mariadb | null = null;
    let why = '';
    before(async () => {
      const started = await startMariadb();
      if ('skip' in started) why = started.skip;
      else mariadb = started;
    });
    after(() => mariadb?.stop());

    it('starts without its database, says so, and goes on when the database comes', async (t) => {
      if (mariadb === null) {
        t.skip(why);
        return;
      }
      const password = 'p@ss/word:of the#database';
      secrets.add(password);
      await mariadb.createDatabase('waiting');
      await mariadb.query(
        `create user 'cocoa'@'%' identified by '${password}'`,
        "grant all on waiting.* to 'cocoa'@'%'",
      );
      const dsn = `cocoa:${password}@tcp(127.0.0.1:${mariadb.port})/waiting?charset=utf8mb4&parseTime=true`;
      secrets.add(dsn);
      const daemon = await create('waiting', { DataBaseType: 'mysql' }, { env: { COCOASYNCER_DSN: dsn } });
      await mariadb.kill();

      void daemon.spawn();
      await untilUp(daemon);
      await eventually(() => daemon.output.includes('store-down'), UP_LIMIT_MS, 'the log saying so');
      const refused = await daemon.cli(['status'], { exitCodes: [1] });
      assert.match(refused.err, /database/);
      const probe = await new DocumentClient(daemon.url).send('/');
      assert.deepEqual(
        [probe.httpStatus, probe.statusCode],
        [200, 200],
        'uptime probes see a service that is up',
      );
      const page = await fetch(`${daemon.url}/v1/status`);
      assert.match(await page.text(), /database/, 'the page says what is missing');
      stoppedInTime(t, 'waiting for the database', await daemon.stop('SIGTERM'));

      void daemon.spawn();
      await untilUp(daemon);
      await mariadb.restart();
      const begun = performance.now();
      await eventually(async () => (await daemon.client().view()).isJoined, UP_LIMIT_MS, 'the node going on');
      t.diagnostic(
        `went on ${((performance.now() - begun) / 1000).toFixed(1)} s after its database was back`,
      );

      // Down again while it runs: it goes on with what it knows, refuses what it cannot keep, and recovers.
      await mariadb.kill();
      const lost = await daemon.cli(['node', 'set', 'waiting', '--priority', '7', '--yes'], {
        exitCodes: [1],
      });
      assert.match(lost.err, /database/);
      await eventually(
        async () => !(await daemon.client().view()).isStoreReachable,
        UP_LIMIT_MS,
        'the node noticing that its database is gone',
      );
      assert.match((await daemon.cli(['status'])).out, /DATABASE NOT REACHABLE/);
      await mariadb.restart();
      await eventually(
        async () => (await daemon.cli(['node', 'set', 'waiting', '--priority', '8', '--yes'])).exitCode === 0,
        UP_LIMIT_MS,
        'changes being taken again',
      );
      await eventually(
        async () => (await daemon.client().view()).isStoreReachable,
        UP_LIMIT_MS,
        'the node noticing that its database is back',
      );
      assert.equal((await daemon.client().view()).configuration.members[0]?.priority, 8);
      stoppedInTime(t, 'on MariaDB', await daemon.stop('SIGTERM'));
    });
  });

  it('never printed a secret in all of this', () => {
    const printed = daemons.map(({ output }) => output).join('\n');
    assert.match(printed, /"listening"|listening/, 'the output is there to be looked at');
    assert.ok(secrets.size >= 6);
    for (const secret of secrets) {
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
        const at = printed.indexOf(form);
        assert.equal(at, -1, `printed: ${printed.slice(Math.max(0, at - 200), at)}`);
      }
    }
  });
});
