// A daemon of ours in this process, from a settings file, with its database, API and command line: everything
// but a process of its own.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCli } from '../../src/cli/cli.ts';
import { openDaemonClient, type DaemonClient } from '../../src/cli/daemon-client.ts';
import { realParts } from '../../src/cli/real-parts.ts';
import type { Config } from '../../src/config/config.ts';
import type { Secret } from '../../src/model/secret.ts';
import { fakeTerminal } from '../cli/fake-terminal.ts';
import { DocumentClient, type DocumentAnswer } from '../support/document-client.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';

const START_TIMEOUT_MS = 20_000;

export interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export class OurDaemon {
  readonly url: string;
  readonly folder: string;
  readonly #configPath: string;
  #daemon: Awaited<ReturnType<typeof realParts.startDaemon>> | null = null;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.url = `http://127.0.0.1:${port}`;
    this.#configPath = join(folder, 'config.yaml');
  }

  /** Writes the settings, which are YAML because JSON is; nothing runs yet. */
  static async create(folder: string, settings: Readonly<Record<string, unknown>>): Promise<OurDaemon> {
    await mkdir(folder, { recursive: true });
    const port = await freePort();
    const ours = new OurDaemon(folder, port);
    const whole = {
      ...{ APIPort: port, NodeAddress: ours.url, ListenHost: '127.0.0.1', DataFolder: join(folder, 'data') },
      ...{ LogLevel: 'error', AllowPrivateAddresses: true, AliyunEndpoint: 'http://127.0.0.1:9' },
      Addresses: { IPv4: [{ fixed: '127.0.1.1' }], IPv6: [] },
      ...settings,
    };
    await writeFile(ours.#configPath, JSON.stringify(whole, null, 2));
    return ours;
  }

  /** Resolves when the node answers. */
  async start(): Promise<void> {
    const terminal = fakeTerminal();
    const { config } = await realParts.loadSettings(terminal, this.#configPath);
    this.#daemon = await realParts.startDaemon(config, terminal);
    await eventually(async () => (await this.view()).self.id !== '', START_TIMEOUT_MS, 'the node answering');
  }

  async stop(): Promise<void> {
    await this.#daemon?.stop('the test is over');
    this.#daemon = null;
  }

  /** One command of the real command line, without a terminal. */
  async cli(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
    const terminal = fakeTerminal({ env });
    const exitCode = await runCli(['--config', this.#configPath, ...argv], terminal, realParts);
    return { exitCode, out: terminal.out(), err: terminal.err() };
  }

  /** What its settings come to. */
  async config(): Promise<Config> {
    return (await realParts.loadSettings(fakeTerminal(), this.#configPath)).config;
  }

  /** Who its store belongs to; null: to nobody yet. */
  async storedName(): Promise<string | null> {
    return (await realParts.storedIdentity(await this.config()))?.name ?? null;
  }

  /** `getClusterInfo`, as anybody would ask it. */
  ask(secret: string): Promise<DocumentAnswer> {
    return new DocumentClient(this.url).getClusterInfo(secret);
  }

  async view(): ReturnType<DaemonClient['view']> {
    const config = await this.config();
    const stored = async (): Promise<Secret | null> =>
      (await realParts.storedIdentity(config))?.secret ?? null;
    return openDaemonClient({ url: this.url, secrets: [async () => config.secret, stored] }).view();
  }
}
