// A local HTTP server that answers as told, for what the sandbox is too well-behaved to do.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface StubRequest {
  readonly method: string;
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Becomes true when the connection is gone. */
  isConnectionClosed(): boolean;
}

/** An answer: a body that is put into JSON unless it is text, or a function that does anything at all. */
export type StubAnswer =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown }
  | ((request: StubRequest, response: ServerResponse) => void);

export interface Stub {
  readonly endpoint: string;
  readonly requests: StubRequest[];
  /** Connections that stand now. */
  readonly sockets: ReadonlySet<Socket>;
  /** Asked for every request; by default an error, so that nothing goes unnoticed. */
  answer: (request: StubRequest) => StubAnswer;
  stop(): Promise<void>;
}

export const REQUEST_ID = '536E9CAD-DB30-4647-AC87-AA5CC38C5382';

export async function startStub(): Promise<Stub> {
  const sockets = new Set<Socket>();
  const server = createServer((message, response) => {
    void handle(stub, message, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stub: Stub = {
    endpoint: `http://127.0.0.1:${port}`,
    requests: [],
    sockets,
    answer: () => errorAnswer('InvalidApi.NotFound', 404),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return stub;
}

export function okAnswer(fields: Record<string, unknown>, headers: Record<string, string> = {}): StubAnswer {
  return { body: { RequestId: REQUEST_ID, ...fields }, headers };
}

export function errorAnswer(code: string, status = 400, message = 'no'): StubAnswer {
  const fields = { RequestId: REQUEST_ID, HostId: 'alidns.aliyuncs.com', Code: code, Message: message };
  return { status, body: { ...fields, Recommend: 'https://api.aliyun.com/troubleshoot?q=x' } };
}

/** One page of a listing, in the service's shape. */
export function pageAnswer(records: readonly object[], total = records.length, page = 1): StubAnswer {
  return okAnswer({
    ...{ TotalCount: total, PageSize: 500, PageNumber: page },
    DomainRecords: { Record: records },
  });
}

export function recordBody(id: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ RecordId: id, DomainName: 'example.test', RR: 'www', Type: 'A', Value: '192.0.2.1', TTL: 600 },
    ...{ Line: 'telecom', Status: 'ENABLE', Locked: false, Weight: 1, UpdateTimestamp: 1_790_000_000_123 },
    ...fields,
  };
}

async function handle(stub: Stub, message: IncomingMessage, response: ServerResponse): Promise<void> {
  let isClosed = false;
  message.socket.on('close', () => {
    isClosed = true;
  });
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  const request: StubRequest = {
    method: message.method ?? '',
    url: message.url ?? '',
    contentType: message.headers['content-type'] ?? '',
    body,
    parameters: Object.fromEntries(new URLSearchParams(body)),
    isConnectionClosed: () => isClosed,
  };
  stub.requests.push(request);
  const answer = stub.answer(request);
  if (typeof answer === 'function') {
    answer(request, response);
    return;
  }
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status ?? 200, {
    'content-type': 'application/json;charset=utf-8',
    ...answer.headers,
  });
  response.end(text);
}
