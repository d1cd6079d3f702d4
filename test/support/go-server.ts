// A Go node on the loopback: its API over HTTP, and its requests as they go out. Its jobs run when the test says so.
import { createServer } from 'node:http';
import { GoNode, type GoSettings } from './go-node.ts';

const USER_AGENT = 'CocoaSyncer By Luckykeeper';

export interface GoServer {
  readonly node: GoNode;
  readonly url: string;
  close(): Promise<void>;
}

/** It has no DNS account: what it writes is the business of the simulated cluster. */
export async function startGoServer(settings: Omit<GoSettings, 'nodeAddress'>): Promise<GoServer> {
  const holder: { node: GoNode | null } = { node: null };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const answer = holder.node?.answer(request.url ?? '', body) ?? { status: 503, text: '' };
      response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const url = `http://127.0.0.1:${address.port}`;
  const node = new GoNode(
    { ...settings, nodeAddress: url },
    {
      wallMs: () => Date.now(),
      post: async (target, body) => {
        const headers = { 'content-type': 'application/json', 'user-agent': USER_AGENT };
        const answer = await fetch(target, { method: 'POST', body, headers });
        return { status: answer.status, text: await answer.text() };
      },
      listRecords: () => [],
      updateRecord: () => undefined,
      addresses: () => ({ v4: null, v6: null }),
    },
  );
  holder.node = node;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  return { node, url, close };
}
