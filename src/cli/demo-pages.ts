import type { Application } from '../http/application.ts';
import { registerBadge } from '../http/routes/badge.ts';
import { registerHome } from '../http/routes/home.ts';
import { registerStatus } from '../http/routes/status.ts';
import { createServer } from '../http/server.ts';
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import { systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { inventedView } from './invented-view.ts';
import type { Running } from './keep-running.ts';

/**
 * Answers: what do page and badge look like on a busy cluster? Only they are served; nothing is steered,
 * stored or asked of anybody.
 */
export interface DemoPages extends Running {
  readonly url: string;
}

const ROUTES = [registerHome, registerBadge, registerStatus];

/** AppError naming APIPort when the port cannot be had. */
export async function startDemoPages(host: string, port: number, version: string): Promise<DemoPages> {
  const startedAt = systemClock.wallMs();
  const server = createServer({
    application: showOnly(() => inventedView(systemClock.wallMs(), startedAt, version)),
    log: silentLog,
    version,
    renderMetrics: refuse,
    trustProxy: false,
    routes: ROUTES,
  });
  const address = await server.listen(host, port);
  return {
    url: `http://127.0.0.1:${address.port}`,
    closed: new Promise<never>(() => undefined),
    stop: () => server.close(),
  };
}

/** An application that can be looked at and nothing else. */
function showOnly(view: Application['view']): Application {
  return {
    view,
    isAuthorized: () => false,
    witnessNames: () => [],
    readState: refuse,
    replicate: refuse,
    preview: refuse,
    apply: refuse,
    plan: refuse,
    quit: refuse,
    memberLeft: refuse,
    setFrozen: refuse,
    drain: refuse,
    adoptConfiguration: refuse,
    forceConfiguration: refuse,
  };
}

function refuse(): Promise<never> {
  return Promise.reject(new AppError('not-allowed', text('This is a demonstration.', '当前为演示模式。')));
}
