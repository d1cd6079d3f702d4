// A link between nodes that can be cut: it stands before one node's API port, and what others send to that
// node goes through it.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * - `open`        everything passes
 * - `cut`         nothing passes and nothing is refused, as when packets are dropped
 * - `no-answers`  requests reach the node, what it answers gets lost: a link that works one way
 */
export type LinkState = 'open' | 'cut' | 'no-answers';

export interface TcpProxy {
  /** Base URL by which others reach the node. */
  readonly url: string;
  readonly port: number;
  /** Changes the link; the connections there are end. */
  set(state: LinkState): void;
  close(): Promise<void>;
}

/** Starts a proxy on the loopback, before a port that need not be open yet. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  let state: LinkState = 'open';
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    // Either end may go away at any moment: that is what this is for.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((incoming) => {
    track(incoming);
    if (state === 'cut') {
      incoming.resume();
      return;
    }
    const outgoing = track(connect(targetPort, '127.0.0.1'));
    incoming.pipe(outgoing);
    if (state === 'no-answers') {
      outgoing.resume();
      return;
    }
    outgoing.pipe(incoming);
    outgoing.on('close', () => incoming.destroy());
    incoming.on('close', () => outgoing.destroy());
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  const endConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    set: (next) => {
      state = next;
      endConnections();
    },
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        endConnections();
      }),
  };
}
