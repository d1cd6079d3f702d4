// A server on the loopback whose application only has a view, for tests of pages.
import type { Application } from '../../../src/http/application.ts';
import { createServer } from '../../../src/http/server.ts';
import type { MetricsPage, MetricsSelection } from '../../../src/http/routes/route.ts';
import type { ClusterView } from '../../../src/model/cluster-view.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { healthyView } from '../../support/cluster-views.ts';

export interface PageServer {
  readonly get: (
    path: string,
    headers?: Readonly<Record<string, string>>,
    method?: string,
  ) => Promise<Response>;
}

export interface PageServerOptions {
  readonly view?: () => ClusterView;
  readonly renderMetrics?: (selection?: MetricsSelection) => Promise<MetricsPage>;
}

/** Starts a server, lets `use` ask it, and stops it. */
export async function withPageServer(
  options: PageServerOptions,
  use: (server: PageServer) => Promise<void>,
): Promise<void> {
  const server = createServer({
    application: applicationWith(options.view ?? (() => healthyView)),
    log: silentLog,
    version: '0.1.0',
    trustProxy: false,
    renderMetrics: options.renderMetrics ?? (async () => ({ contentType: 'text/plain', body: '' })),
  });
  const { port } = await server.listen('127.0.0.1', 0);
  try {
    await use({
      get: async (path, headers = {}, method = 'GET') =>
        fetch(`http://127.0.0.1:${port}${path}`, { method, headers, redirect: 'error' }),
    });
  } finally {
    await server.close();
  }
}

function applicationWith(view: () => ClusterView): Application {
  const unused = (): never => {
    throw new Error('pages only look at the view');
  };
  return {
    view,
    readState: unused,
    replicate: unused,
    isAuthorized: unused,
    preview: unused,
    apply: unused,
    plan: unused,
    quit: unused,
    setFrozen: unused,
    drain: unused,
    adoptConfiguration: unused,
    forceConfiguration: unused,
    memberLeft: unused,
    witnessNames: unused,
  };
}
