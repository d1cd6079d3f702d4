// How do all routes become one server that starts, answers within bounds, and stops?
import { createServer as createNodeServer } from 'node:http';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

import { Router } from '@koa/router';
import Koa from 'koa';

import { text } from '../model/text.ts';
import { systemClock } from '../platform/clock.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import type { Random } from '../platform/random.ts';
import { JSON_CONTENT_TYPE, envelope } from '../wire/envelope.ts';
import type { ApiContext, ApiRouteModule } from './api-context.ts';
import { listen } from './listen.ts';
import type { ListeningAddress } from './listen.ts';
import { accessLog } from './middleware/access-log.ts';
import { errorEnvelope } from './middleware/error-envelope.ts';
import { knownPaths } from './middleware/known-paths.ts';
import { requestLanguage } from './middleware/request-language.ts';
import { responseHeaders } from './middleware/response-headers.ts';
import { allRoutes } from './routes/all-routes.ts';
import type { RequestState, RouteContext } from './routes/route.ts';
import { DEFAULT_LIMITS, WrongSecretLimiter } from './wrong-secret-limiter.ts';
import type { LimiterSettings } from './wrong-secret-limiter.ts';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the heartbeat interval, so that peers keep their connection. */
const KEEP_ALIVE_MS = 30_000;
const CHECK_INTERVAL_MS = 5_000;
const MAX_CONNECTIONS = 2_000;
/** Requests under way get so long to end when the server closes. */
const CLOSE_GRACE_MS = 4_000;

export interface ServerOptions extends RouteContext {
  /** Behind a reverse proxy: the client is the last address in `X-Forwarded-For`. */
  readonly trustProxy: boolean;
  readonly clock?: Clock;
  readonly random?: Random;
  /** All of them unless given. */
  readonly routes?: readonly ApiRouteModule[];
  readonly limits?: LimiterSettings;
}

export interface HttpServer {
  /** AppError naming APIPort when the port cannot be had. */
  listen(host: string, port: number): Promise<ListeningAddress>;
  /** Lets requests under way end, at most 4 s; idle connections go at once. May be called twice. */
  close(): Promise<void>;
}

export function createServer(options: ServerOptions): HttpServer {
  let closing: Promise<void> | null = null;
  const app = createApp(options, () => closing !== null);
  const handle = app.callback();
  const server = createNodeServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
    },
    (request, response) => void handle(request, response),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', answerMalformed);
  return {
    listen: (host, port) => listen(server, host, port),
    close: () => (closing ??= close(server)),
  };
}

function createApp(options: ServerOptions, isClosing: () => boolean): Koa<RequestState> {
  const clock = options.clock ?? systemClock;
  const api: ApiContext = {
    application: options.application,
    log: options.log,
    version: options.version,
    renderMetrics: options.renderMetrics,
    limiter: new WrongSecretLimiter(options.limits ?? DEFAULT_LIMITS),
    clock,
    random: options.random ?? systemRandom,
  };
  const router = new Router<RequestState>({ sensitive: true });
  for (const register of options.routes ?? allRoutes) register(router, api);

  // Of `X-Forwarded-For` only the last address was written by our own proxy; the rest anybody can invent.
  const app = new Koa<RequestState>({ proxy: options.trustProxy, maxIpsCount: 1 });
  app.on('error', (error: unknown) => {
    logBrokenAnswer(options.log, error);
  });
  app.use(accessLog(options.log, clock));
  app.use(responseHeaders(isClosing));
  app.use(errorEnvelope(options.log));
  app.use(requestLanguage());
  app.use(router.routes());
  app.use(knownPaths(router));
  return app;
}

/** Everything else was answered by then: what comes here is mostly a client that went away. */
function logBrokenAnswer(log: Log, error: unknown): void {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  log.debug('http-broken-off', text('An answer could not be sent.', '应答未能送达。'), { code });
}

/** What is no HTTP never becomes a request; it still gets the envelope. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ([408, 'Request Timeout'] as const)
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ([431, 'Request Header Fields Too Large'] as const)
        : ([400, 'Bad Request'] as const);
  const body = JSON.stringify(envelope(status, `${reason}: this is no HTTP request that can be answered.`));
  const head = `HTTP/1.1 ${status} ${reason}\r\nContent-Type: ${JSON_CONTENT_TYPE}\r\n`;
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
