import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { Config } from '../../src/config/config.ts';
import { AppError } from '../../src/model/app-error.ts';
import { Secret } from '../../src/model/secret.ts';
import { text } from '../../src/model/text.ts';
import { memberGz } from '../support/cluster-views.ts';
import { DAEMON_SECRET, startFakeDaemon } from './fake-daemon.ts';
import { runCommand } from './run-command.ts';

/** As much of a configuration as finding the daemon takes. */
function configOf(port: number, secret: string | null, changes: Partial<Config> = {}): Config {
  const found = {
    apiPort: port,
    listenHost: '::',
    nodeAddress: 'http://node.example.com:44443',
    secret: secret === null ? null : Secret.of(secret),
    ...changes,
  };
  return found as Config;
}

async function withServer<Result>(
  listener: RequestListener,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const asked = (url: string): Record<string, string> => ({
  COCOASYNCER_URL: url,
  COCOASYNCER_COCOA_SECRET: DAEMON_SECRET,
});

describe('finding the daemon', () => {
  it('takes port and secret from the settings file', async () => {
    const daemon = await startFakeDaemon();
    const paths: (string | null)[] = [];
    const parts = {
      loadSettings: async (_terminal: unknown, path: string | null) => {
        paths.push(path);
        return { config: configOf(daemon.port, DAEMON_SECRET), warnings: [] };
      },
    };
    const { exitCode } = await runCommand(['freeze', 'on', '--config', 'here.yaml'], { parts });
    await daemon.close();
    assert.deepEqual(
      [exitCode, paths, daemon.asked],
      [0, ['here.yaml'], [{ what: 'freeze', details: true }]],
    );
  });

  it('takes a generated secret from the store', async () => {
    const daemon = await startFakeDaemon();
    const parts = {
      loadSettings: async () => ({ config: configOf(daemon.port, null), warnings: [] }),
      storedIdentity: async () => ({ ...memberGz, secret: Secret.of(DAEMON_SECRET) }),
    };
    const { exitCode } = await runCommand(['status'], { parts });
    await daemon.close();
    assert.equal(exitCode, 0);
  });

  it("falls back on the store's secret when the settings file has another one", async () => {
    const daemon = await startFakeDaemon();
    const parts = {
      loadSettings: async () => ({
        config: configOf(daemon.port, 'changed-in-the-file-later'),
        warnings: [],
      }),
      storedIdentity: async () => ({ ...memberGz, secret: Secret.of(DAEMON_SECRET) }),
    };
    const { exitCode } = await runCommand(['status'], { parts });
    await daemon.close();
    assert.equal(exitCode, 0);
  });

  it("never sends this machine's secret to another node's address", async () => {
    const bodies: string[] = [];
    const outcome = await withServer(
      (request, response) => {
        request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
        request.on('end', () => response.end('{}'));
      },
      (url) =>
        runCommand(['status'], {
          env: { COCOASYNCER_URL: url },
          parts: {
            loadSettings: async () => ({ config: configOf(1, 'secret-of-this-machine'), warnings: [] }),
          },
        }),
    );
    assert.equal(outcome.exitCode, 1);
    assert.match(outcome.err, /secret is not known here/);
    assert.deepEqual(bodies, []);
  });

  it('says that the settings file is wrong when it is', async () => {
    const problems = new AppError('invalid', text('APIPort must be a port.', 'APIPort 必须是端口。'));
    const { exitCode, err } = await runCommand(['status'], {
      parts: { loadSettings: () => Promise.reject(problems) },
    });
    assert.deepEqual([exitCode, err], [1, 'Error: APIPort must be a port.\n']);
  });
});

describe('a daemon that does not answer as it should', () => {
  it('is started by a command that is named, when none is running', async () => {
    const url = await withServer(
      () => undefined,
      async (address) => address,
    );
    const english = await runCommand(['status'], { env: asked(url) });
    assert.equal(english.exitCode, 1);
    assert.equal(english.out, '');
    assert.match(english.err, /No daemon is running at http:[^]*`cocoasyncer run` \(or `npm start`/);
    const chinese = await runCommand(['status'], { env: asked(url), language: 'zh' });
    assert.match(chinese.err, /没有运行中的守护进程[^]*cocoasyncer run/);
  });

  it('that refuses the secret is asked with the right one', async () => {
    const daemon = await startFakeDaemon();
    const env = { COCOASYNCER_COCOA_SECRET: 'wrong-secret-31' };
    const { exitCode, err } = await runCommand(['status'], { daemon, env });
    await daemon.close();
    assert.equal(exitCode, 1);
    assert.match(err, /does not accept this secret[^]*--config[^]*COCOASYNCER_COCOA_SECRET_FILE/);
    assert.doesNotMatch(err, /wrong-secret-31/);
  });

  it('is no CocoaSyncer when it answers with a page', async () => {
    const outcome = await withServer(
      (_request, response) => response.writeHead(404).end('404 page not found'),
      (url) => runCommand(['status'], { env: asked(url) }),
    );
    assert.equal(outcome.exitCode, 1);
    assert.match(outcome.err, /is no CocoaSyncer[^]*APIPort/);
  });

  it('does not lead the secret elsewhere by a redirection', async () => {
    let hasFollowed = false;
    const outcome = await withServer(
      (request, response) => {
        if (request.url === '/elsewhere') hasFollowed = true;
        response.writeHead(307, { location: '/elsewhere' }).end();
      },
      (url) => runCommand(['status'], { env: asked(url) }),
    );
    assert.deepEqual([outcome.exitCode, hasFollowed], [1, false]);
  });

  it('could not confirm what happened when the connection breaks after the request', async () => {
    const outcome = await withServer(
      (request) => {
        request.resume();
        request.on('end', () => request.socket.destroy());
      },
      (url) => runCommand(['drain'], { env: asked(url) }),
    );
    assert.equal(outcome.exitCode, 1);
    assert.match(outcome.err, /cannot be reached[^]*could not be confirmed/);
  });
});
