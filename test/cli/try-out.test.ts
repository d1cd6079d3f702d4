import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { AppError } from '../../src/model/app-error.ts';
import { startDemoPages } from '../../src/cli/demo-pages.ts';
import { openSandbox } from '../../src/cli/open-sandbox.ts';
import type { Config } from '../../src/config/config.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { runCommand } from './run-command.ts';

describe('sandbox', () => {
  const opened = async (
    argv: string[],
  ): Promise<{ options: SandboxOptions; out: string; exitCode: number }> => {
    const asked: SandboxOptions[] = [];
    const lines = { en: ['here it is'], zh: ['在这里'] };
    const startSandbox = async (options: SandboxOptions) => {
      asked.push(options);
      return { closed: Promise.resolve(), stop: () => Promise.resolve(), lines };
    };
    const { exitCode, out } = await runCommand(['sandbox', ...argv], { parts: { startSandbox } });
    assert.equal(asked.length, 1);
    return { options: asked[0] ?? {}, out, exitCode };
  };

  it('has defaults that need no options', async () => {
    const { options, out, exitCode } = await opened([]);
    assert.deepEqual([exitCode, out], [0, 'here it is\n']);
    assert.deepEqual(options, {
      apiHost: '127.0.0.1',
      dnsHost: '127.0.0.1',
      apiPort: 44480,
      dnsPort: 44453,
      zones: [{ name: 'example.test' }],
    });
  });

  it('hands its options on', async () => {
    const argv =
      '--host 127.0.0.2 --api-port 0 --dns-port 53 --zone a.test,b.test --min-ttl 1 --records-file r.json';
    const { options } = await opened([...argv.split(' '), '--journal-file', 'j.jsonl']);
    assert.deepEqual(options, {
      apiHost: '127.0.0.2',
      dnsHost: '127.0.0.2',
      apiPort: 0,
      dnsPort: 53,
      zones: [
        { name: 'a.test', minTtl: 1 },
        { name: 'b.test', minTtl: 1 },
      ],
      recordsFile: 'r.json',
      journalFile: 'j.jsonl',
    });
  });

  it('says where it is and what to try, and stops', async () => {
    const sandbox = await openSandbox({ zones: [{ name: 'example.test' }] });
    try {
      const said = sandbox.lines.en.join('\n');
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
      assert.match(said, /dig @127\.0\.0\.1 -p \d+ www\.example\.test \+subnet=/);
      assert.equal(typeof (await fetch(url)).status, 'number');
      await sandbox.stop('test');
      await assert.rejects(fetch(url));
    } finally {
      await sandbox.stop('test');
    }
  });
});

describe('sandbox on a port that is taken', () => {
  for (const [field, option] of [
    ['apiPort', '--api-port'],
    ['dnsPort', '--dns-port'],
  ] as const) {
    it(`names ${option}`, async () => {
      const server = createServer();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      try {
        const { port } = server.address() as AddressInfo;
        await assert.rejects(openSandbox({ [field]: port }), (error: AppError) => {
          assert.match(error.text.en, /another program uses it/);
          assert.ok(error.hint?.en.includes(option) && error.hint.zh.includes(option));
          return true;
        });
      } finally {
        server.close();
      }
    });
  }
});

describe('runDemo', () => {
  it('serves page and badge with invented data and nothing else', async () => {
    const pages = await startDemoPages('127.0.0.1', 0, '9.8.7');
    try {
      const status = await fetch(`${pages.url}/v1/status?lang=zh`);
      assert.equal(status.status, 200);
      const page = await status.text();
      assert.match(page, /Rabbit House/);
      assert.doesNotMatch(page, /demo-[123]/, 'node codes are not shown');
      const badge = await fetch(`${pages.url}/v1/badge`);
      assert.match(await badge.text(), /Cafe Stile \| 2\/3/);
      const control = await fetch(`${pages.url}/v1/cocoaSyncer/view`, { method: 'POST', body: '{}' });
      assert.equal(control.status, 404);
    } finally {
      await pages.stop('test');
    }
  });

  it('says where to look, under both of its names', async () => {
    for (const name of ['runDemo', 're']) {
      const { exitCode, out } = await runCommand([name], {
        parts: {
          loadSettings: async () => ({
            config: { listenHost: '127.0.0.1', apiPort: 44443 } as Config,
            warnings: [],
          }),
          startPages: async () => ({
            url: 'http://127.0.0.1:44443',
            closed: Promise.resolve(),
            stop: () => Promise.resolve(),
          }),
        },
      });
      assert.equal(exitCode, 0);
      assert.match(out, /http:\/\/127\.0\.0\.1:44443\/v1\/status/);
    }
  });
});

describe('demo', () => {
  it("ends with the story's own exit code", async () => {
    const told: boolean[] = [];
    const parts = {
      runDemo: async (_terminal: unknown, isKept: boolean) => {
        told.push(isKept);
        return isKept ? 0 : 1;
      },
    };
    assert.equal((await runCommand(['demo'], { parts })).exitCode, 1);
    assert.equal((await runCommand(['demo', '--keep'], { parts })).exitCode, 0);
    assert.deepEqual(told, [false, true]);
  });
});
