/**
 * The whole program put together from settings: log, sandbox if wanted, store, node, API, schedule. Everything
 * that is acquired pushes its undo; stopping works once, in reverse order, and says why.
 */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createHttpPeerClient } from '../cluster/peer/http-peer-client.ts';
import type { Config } from '../config/config.ts';
import { describeConfig } from '../config/describe.ts';
import { createSources } from '../dns/address/create-sources.ts';
import { detectRound } from '../dns/address/detect-round.ts';
import { createServer } from '../http/server.ts';
import type { HttpServer } from '../http/server.ts';
import type { Metrics } from '../metrics/registry.ts';
import { createMetrics } from '../metrics/registry.ts';
import type { Account } from '../model/account.ts';
import { AppError } from '../model/app-error.ts';
import type { Identity } from '../model/node.ts';
import type { Language, Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import { sleep, systemClock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { pinoLog } from '../platform/pino-log.ts';
import { systemRandom } from '../platform/random.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { maskDsn } from '../store/mask-dsn.ts';
import { claimDatabase } from '../store/claim-database.ts';
import { openStore, type DatabaseSettings } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { DeferredApplication } from './deferred-application.ts';
import { jobTable } from './jobs.ts';
import type { RunningNode } from './node.ts';
import { startNode } from './node.ts';
import { ExitWatcher } from './exit-watcher.ts';
import { openIdentity } from './open-identity.ts';
import { AccountProviders } from './provider-pool.ts';
import { startScheduler } from './scheduler.ts';
import { furnishSandbox, openSandbox, welcome } from './try-out.ts';

const STORE_RETRY_MS = 5_000;
const FAULT = 'fault';

export interface DaemonOptions {
  readonly version: string;
  readonly language: Language;
  /** Lines for the person who started it; nothing is said when absent. */
  readonly say?: (line: Text) => void;
}

export interface Daemon {
  /** Base URL on this machine. */
  readonly url: string;
  /** Ends everything; may be called again. */
  stop(reason: string): Promise<void>;
  /** Rejects when the daemon ended because of a fault. */
  readonly closed: Promise<void>;
}

interface Running {
  readonly config: Config;
  readonly options: DaemonOptions;
  readonly log: Log;
  readonly application: DeferredApplication;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly stopping: AbortController;
  /** null: the settings want none. */
  readonly watcher: ExitWatcher | null;
  readonly undo: (() => Promise<void> | void)[];
}

/** Resolves when the API listens; the node follows as soon as its database answers. */
export async function startDaemon(config: Config, options: DaemonOptions): Promise<Daemon> {
  const log = pinoLog({ level: config.log.level, format: config.log.format, language: options.language });
  for (const line of describeConfig(config)) log.info('settings', line);
  const application = new DeferredApplication();
  const view = (): ReturnType<typeof application.view> | null =>
    application.isReady ? application.view() : null;
  const metrics = createMetrics({ version: options.version, view });
  const store = openStore(databaseOf(config));
  const stopping = new AbortController();
  const running: Running = {
    config,
    options,
    log,
    application,
    metrics,
    store,
    stopping,
    // A node that writes nothing holds nothing that others would have to take.
    watcher:
      config.hasExitNote && !config.isDryRun
        ? new ExitWatcher({ ...options, clock: systemClock, log })
        : null,
    undo: [() => store.close()],
  };
  return launch(running);
}

function databaseOf({ database, dataFolder }: Config): DatabaseSettings {
  return { type: database.type, dsn: database.dsn, baseFolder: resolve(dataFolder) };
}

async function launch(running: Running): Promise<Daemon> {
  const { config, log, undo, stopping } = running;
  let stopped: Promise<void> | null = null;
  const stop = (reason: string): Promise<void> => {
    if (stopped === null) log.info('stopping', text('stopping', '正在停止'), { reason });
    // After a fault nobody may start it again: the others had better know.
    if (reason !== FAULT) running.watcher?.leave();
    stopping.abort();
    return (stopped ??= undoAll(undo, log));
  };
  try {
    const sandbox = await openSandbox(config, log);
    if (sandbox !== null) undo.push(() => sandbox.stop());
    const url = await listen(running);
    const node = runNode(running, sandbox, url);
    const closed = new Promise<void>((resolveClosed, rejectClosed) => {
      node.catch((error: unknown) => {
        void stop(FAULT).finally(() => {
          rejectClosed(error instanceof Error ? error : new Error(String(error)));
        });
      });
      stopping.signal.addEventListener('abort', () => {
        void node
          .catch(() => undefined)
          .then(() => stopped)
          .then(() => {
            resolveClosed();
          });
      });
    });
    closed.catch(() => undefined);
    return { url, stop, closed };
  } catch (error) {
    await stop('start-failed');
    throw error;
  }
}

async function listen(running: Running): Promise<string> {
  const { config, application, options, log, metrics, undo } = running;
  const server: HttpServer = createServer({
    application,
    log,
    version: options.version,
    renderMetrics: (selection) => metrics.renderMetrics(selection),
    trustProxy: config.isBehindReverseProxy,
  });
  undo.push(() => server.close());
  const { host, port } = await server.listen(config.listenHost, config.apiPort);
  const shown = host.includes(':') ? (host === '::' ? 'localhost' : `[${host}]`) : host;
  const url = `http://${shown === '0.0.0.0' ? '127.0.0.1' : shown}:${port}`;
  log.info('listening', text(`the API listens on ${host}, port ${port}`, `接口监听 ${host}，端口 ${port}`));
  return url;
}

/** Waits for the database, then runs the node until the daemon stops. */
async function runNode(running: Running, sandbox: Sandbox | null, url: string): Promise<void> {
  const { config, log, store, application, stopping, metrics, undo, options } = running;
  if (!(await awaitStore(running))) return;
  const { identity, isFirstStart, difference } = await openIdentity(store, config, systemRandom, log);
  const node = await openNode(running, identity, sandbox, difference);
  if (stopping.signal.aborted) {
    await node.stop(false);
    return;
  }
  application.become(node.application);
  const scheduler = startScheduler(jobTable(node.jobs, config.timers), systemClock, log, metrics.meter);
  undo.push(async () => {
    scheduler.stop();
    await node.stop(config.drainOnStop);
  });
  log.info('started', text(`node ${identity.name} runs`, `节点 ${identity.name} 已运行`), {
    role: identity.role,
    isFirstStart,
  });
  if (identity.role === 'follower' && !application.view().isJoined) log.info('not-joined', HOW_TO_JOIN);
  if (sandbox === null) return;
  if (isFirstStart && identity.role === 'leader') await furnishSandbox(node.application, systemClock, log);
  for (const line of welcome(config, url, sandbox)) options.say?.(line);
}

const HOW_TO_JOIN = text(
  'this node is in no cluster yet: run `cocoasyncer secret` here, then `cocoasyncer node add` with that secret on the leader',
  '本节点尚未加入集群：请在此运行 `cocoasyncer secret` 查看密钥，然后在主节点上用该密钥运行 `cocoasyncer node add`',
);

/** Whether the store was prepared, and is this daemon's alone; false: the daemon stops before it was. */
async function awaitStore({ config, store, log, stopping, undo }: Running): Promise<boolean> {
  for (;;) {
    try {
      await store.prepare();
      if (stopping.signal.aborted) return false;
      // First in the list, so undone last: the claim outlives all that writes.
      undo.unshift(claimDatabase(databaseOf(config)));
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
      log.error(
        'store-down',
        text(
          `the database does not answer; trying again every ${STORE_RETRY_MS / 1000} s`,
          `数据库无响应；每 ${STORE_RETRY_MS / 1000} 秒重试一次`,
        ),
        { error },
      );
      await sleep(systemClock, STORE_RETRY_MS, stopping.signal);
      if (stopping.signal.aborted) return false;
    }
  }
}

function openNode(
  running: Running,
  identity: Identity,
  sandbox: Sandbox | null,
  identityDifference: Text | null,
): Promise<RunningNode> {
  const { config, log, store, metrics, options, undo } = running;
  const { meter } = metrics;
  const clock = systemClock;
  const random = systemRandom;
  const { v4, v6 } = config.addressSources;
  const allowPrivate = config.allowPrivateAddresses;
  return startNode({
    identity,
    store,
    peers: createHttpPeerClient({
      version: options.version,
      identity: () => identity,
      wallMs: () => clock.wallMs(),
    }),
    createProviders: (state) => {
      const pool = new AccountProviders({
        accounts: () => state.cluster.configuration.accounts,
        ownAccount: ownAccount(config),
        endpoint: sandbox?.apiUrl ?? config.aliyun.endpoint,
        timeoutMs: config.timers.providerMs,
        clock,
        random,
        log,
        meter,
      });
      undo.push(() => {
        pool.close();
      });
      return pool;
    },
    addresses: {
      sources: { v4: createSources(v4), v6: createSources(v6) },
      detect: (family, groups) => detectRound(groups, family, { clock, allowPrivate }),
    },
    clock,
    random,
    log,
    meter,
    timers: config.timers,
    facts: {
      apiPort: config.apiPort,
      isBehindReverseProxy: config.isBehindReverseProxy,
      databaseType: config.database.type,
      maskedDsn: maskDsn(config.database.dsn),
      version: options.version,
    },
    isDryRun: config.isDryRun,
    allowPrivateAddresses: allowPrivate,
    allowLegacyLeader: config.allowLegacyLeader,
    identityDifference,
    onExitFacts: running.watcher?.know ?? null,
    isFreezeRequested: config.freezeFile === null ? null : () => exists(config.freezeFile ?? ''),
  });
}

function ownAccount(config: Config): Account | null {
  const { keyId, keySecret } = config.aliyun;
  return keyId === null || keySecret === null ? null : { provider: 'Ali', keyId, keySecret };
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/** In reverse order; one failing undo does not keep the others from running. */
async function undoAll(undo: Running['undo'], log: Log): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    try {
      await step();
    } catch (error) {
      log.error('stop-failed', text('something did not stop cleanly', '某部分未能正常停止'), { error });
    }
  }
}
