import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from '../../model/text.ts';
import type { Core } from '../engine/core.ts';
import { listenOn } from '../engine/listen.ts';
import { ADMIN_PREFIX, handleAdmin } from './admin.ts';
import type { Answer } from './answer.ts';
import { handleCall, type Reply } from './handle-call.ts';
import { receive } from './received.ts';

/** The HTTP side: one port for the API (`/`) and for the admin interface (`/sandbox/…`). */
export interface ApiServer {
  readonly port: number;
  /** Ends every connection and delay; resolves when the port is free. */
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 30_000;
/** Long, so that connections break when a fault says so and not by themselves. */
const KEEP_ALIVE_MS = 60_000;
const MAX_CONNECTIONS = 1_000;

export async function startApiServer(core: Core, host: string, port: number): Promise<ApiServer> {
  const stop = new AbortController();
  const server = createServer((request, response) => {
    serve(core, request, response, stop.signal).catch((error: unknown) => {
      if (stop.signal.aborted || request.socket.destroyed) return;
      core.log.error(
        'sandbox-call-failed',
        text('A call failed inside the sandbox.', '沙箱内部处理请求失败。'),
        {
          error: String(error),
        },
      );
      request.socket.destroy();
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.maxConnections = MAX_CONNECTIONS;
  const bound = await listenOn(server, host, port, 'apiPort');
  return { port: bound, close: () => close(server, stop) };
}

async function serve(
  core: Core,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const received = await receive(request);
  if (received === null) {
    send(core, response, { status: 413, headers: { Connection: 'close' }, body: '' });
    return;
  }
  const isAdmin = received.path === ADMIN_PREFIX || received.path.startsWith(`${ADMIN_PREFIX}/`);
  const reply: Reply = isAdmin
    ? { answer: await handleAdmin(core, received), isClosedAfter: false }
    : await handleCall(core, received, signal);
  if (reply.answer === null) {
    request.socket.destroy();
    return;
  }
  if (reply.isClosedAfter) response.on('finish', () => request.socket.end());
  send(core, response, reply.answer);
}

/** The Date header comes from the sandbox's own clock, as do all times in the answers. */
function send(core: Core, response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    Date: new Date(core.clock.wallMs()).toUTCString(),
    ...answer.headers,
    'Content-Length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}

async function close(server: Server, stop: AbortController): Promise<void> {
  stop.abort();
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
