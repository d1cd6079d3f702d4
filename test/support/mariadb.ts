// A private MariaDB server for tests: own folder, own port, own socket; nothing of it is left at the end.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { eventually } from './eventually.ts';

const SERVERS = [
  '/usr/sbin/mariadbd',
  '/usr/local/sbin/mariadbd',
  '/usr/bin/mariadbd',
  '/opt/homebrew/bin/mariadbd',
];
const INSTALLERS = ['/usr/bin/mariadb-install-db', '/usr/local/bin/mariadb-install-db'];
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

export interface Mariadb {
  readonly socket: string;
  readonly port: number;
  /** Go form, over TCP, as root. The database must exist: see `createDatabase`. */
  dsn(database: string): string;
  /** Creates an empty utf8mb4 database and answers its DSN. */
  createDatabase(name: string): Promise<string>;
  /** Runs statements as root, outside any database. */
  query(...statements: readonly string[]): Promise<void>;
  /** Answers the rows of one statement as root. */
  select(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Stops the server; its data stay until this process ends. */
  stop(): Promise<void>;
  /** Kills the server without warning (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again on the same port, socket and data; stops it first if it runs. */
  restart(): Promise<void>;
  /** Lets the server hang (SIGSTOP) until `resume`. */
  pause(): void;
  resume(): void;
}

/** Starts a server; `skip` says why there can be none: pass it on to the test's `skip` option. */
export async function startMariadb(): Promise<Mariadb | { readonly skip: string }> {
  const server = SERVERS.find((path) => existsSync(path));
  const installer = INSTALLERS.find((path) => existsSync(path));
  if (server === undefined || installer === undefined) {
    return { skip: 'mariadbd is not installed (package mariadb-server)' };
  }
  const folder = mkdtempSync(join(tmpdir(), 'cs-mariadb-'));
  // It also removes the folder when this process ends without a chance to stop anything.
  const watch = removeAtExit(folder);
  const dataFolder = join(folder, 'data');
  await promisify(execFile)(installer, [
    '--no-defaults',
    `--datadir=${dataFolder}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...asRoot(),
  ]);
  const running = new RunningServer(server, folder, await freePort(), watch);
  await running.start();
  return running.surface();
}

class RunningServer {
  readonly #server: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #watch: (child: ChildProcess) => void;
  #child: ChildProcess | null = null;

  constructor(server: string, folder: string, port: number, watch: (child: ChildProcess) => void) {
    this.#server = server;
    this.#folder = folder;
    this.#port = port;
    this.#watch = watch;
  }

  get #socket(): string {
    return join(this.#folder, 'm.sock');
  }

  async start(): Promise<void> {
    const log = join(this.#folder, 'server.log');
    const child = spawn(
      this.#server,
      [
        '--no-defaults',
        `--datadir=${join(this.#folder, 'data')}`,
        `--socket=${this.#socket}`,
        `--pid-file=${join(this.#folder, 'pid')}`,
        `--port=${this.#port}`,
        '--bind-address=127.0.0.1',
        '--skip-networking=0',
        '--skip-name-resolve',
        '--skip-log-bin',
        '--innodb-buffer-pool-size=16M',
        '--innodb-log-file-size=8M',
        '--key-buffer-size=1M',
        '--performance-schema=OFF',
        // Tests kill the server, they do not cut the power: what it wrote is safe with the system.
        '--innodb-flush-method=nosync',
        '--debug-no-sync',
        // Defaults nobody should depend on: everything here must ask for utf8mb4 itself.
        '--character-set-server=latin1',
        '--collation-server=latin1_swedish_ci',
        ...asRoot(),
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    child.stderr.on('data', (chunk: Buffer) => {
      appendFileSync(log, chunk);
    });
    this.#child = child;
    this.#watch(child);
    await eventually(
      async () => {
        if (child.exitCode !== null)
          throw new Error(`mariadbd ended: ${readFileSync(log, 'utf8').slice(-2000)}`);
        await this.query('select 1');
        return true;
      },
      START_TIMEOUT_MS,
      'mariadbd answering',
    );
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    child.kill('SIGCONT');
    const hard = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await new Promise((resolve) => child.once('exit', resolve));
    clearTimeout(hard);
  }

  /** Runs statements one after another and answers the rows of the last. */
  async query(...statements: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const connection = await createConnection({ socketPath: this.#socket, user: 'root', charset: 'utf8mb4' });
    try {
      let rows: unknown = [];
      for (const statement of statements) [rows] = await connection.query(statement);
      return rows as readonly Readonly<Record<string, unknown>>[];
    } finally {
      connection.destroy();
    }
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  surface(): Mariadb {
    const dsn = (database: string): string => `root@tcp(127.0.0.1:${this.#port})/${database}?charset=utf8mb4`;
    return {
      socket: this.#socket,
      port: this.#port,
      dsn,
      createDatabase: async (name) => {
        await this.query(`create database ${name} character set utf8mb4`);
        return dsn(name);
      },
      query: async (...statements) => {
        await this.query(...statements);
      },
      select: async (statement) => this.query(statement),
      stop: async () => this.end('SIGTERM'),
      kill: async () => this.end('SIGKILL'),
      restart: async () => {
        await this.end('SIGTERM');
        await this.start();
      },
      pause: () => {
        this.signal('SIGSTOP');
      },
      resume: () => {
        this.signal('SIGCONT');
      },
    };
  }
}

/** Kills the watched servers and removes the folder when this process ends, by itself or by a signal. */
function removeAtExit(folder: string): (child: ChildProcess) => void {
  const children = new Set<ChildProcess>();
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(1));
  }
  return (child) => {
    children.add(child);
    // The server must not keep the test process alive; whoever forgets to stop it still ends.
    child.unref();
    (child.stderr as { unref?: () => void } | null)?.unref?.();
    child.once('exit', () => children.delete(child));
  };
}

/** mariadbd refuses to run as root unless told so. */
function asRoot(): readonly string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port was given');
  return address.port;
}
