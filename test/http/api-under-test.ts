// Where do API tests send their requests? To a server of their own on a free loopback port.
import { after, before, beforeEach } from 'node:test';

import { createServer } from '../../src/http/server.ts';
import type { ServerOptions } from '../../src/http/server.ts';
import type { Role } from '../../src/model/node.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { DocumentClient } from '../support/document-client.ts';
import { AT, FakeApplication } from './fake-application.ts';

/** Real durations, made-up date. */
const clock: Clock = { ...systemClock, wallMs: () => AT };

export interface ApiUnderTest {
  client: DocumentClient;
  /** A new one for each test. */
  application: FakeApplication;
}

/** Call it inside `describe`: the server starts before its tests and stops after them. */
export function apiUnderTest(role: Role, changes: Partial<ServerOptions> = {}): ApiUnderTest {
  const under: ApiUnderTest = {
    client: new DocumentClient('http://not.started'),
    application: new FakeApplication(role),
  };
  const options: ServerOptions = {
    // The server keeps one application; each test looks at its own.
    application: new Proxy(under.application, {
      get: (_first, name) => {
        const value: unknown = Reflect.get(under.application, name);
        return typeof value === 'function' ? (value.bind(under.application) as unknown) : value;
      },
    }),
    log: silentLog,
    version: '0.0.0-test',
    renderMetrics: async () => ({ contentType: 'text/plain; version=0.0.4', body: '# metrics\n' }),
    trustProxy: false,
    clock,
    // Tests of refusals send many wrong secrets.
    limits: { burst: 1000, refillMs: 1, trustMs: 1, maxClients: 10 },
    ...changes,
  };
  const server = createServer(options);
  before(async () => {
    const { port } = await server.listen('127.0.0.1', 0);
    under.client = new DocumentClient(`http://127.0.0.1:${port}`);
  });
  beforeEach(() => {
    under.application = new FakeApplication(role);
  });
  after(() => server.close());
  return under;
}
