import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import { text } from '../../model/text.ts';
import type { Core } from '../engine/core.ts';
import { listenOn, portError } from '../engine/listen.ts';
import type { LineChooser } from '../line-table.ts';
import { answerMessage } from './answer-query.ts';
import { splitFrames } from './tcp-frames.ts';

/** The name server's sockets: UDP and TCP on one port. */
export interface DnsServer {
  readonly port: number;
  close(): Promise<void>;
}

const IDLE_TCP_MS = 10_000;
const MAX_TCP_CONNECTIONS = 200;
/** Tries to find a number that is free for both when any port will do. */
const PORT_TRIES = 20;

export async function startDnsServer(
  core: Core,
  lineOf: LineChooser,
  host: string,
  port: number,
): Promise<DnsServer> {
  for (let tries = 1; ; tries += 1) {
    const connections = new Set<Socket>();
    const tcp = createServer((connection) => {
      serveConnection(core, lineOf, connection, connections);
    });
    tcp.maxConnections = MAX_TCP_CONNECTIONS;
    const bound = await listenOn(tcp, host, port, 'dnsPort');
    try {
      const udp = await openUdp(core, lineOf, host, bound);
      return { port: bound, close: () => closeBoth(udp, tcp, connections) };
    } catch (error) {
      await closeTcp(tcp, connections);
      if (port !== 0 || tries >= PORT_TRIES) throw error;
    }
  }
}

async function openUdp(core: Core, lineOf: LineChooser, host: string, port: number): Promise<UdpSocket> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(portError(error, host, port, 'dnsPort'));
    });
    socket.bind(port, host, () => {
      resolve();
    });
  });
  socket.removeAllListeners('error');
  socket.on('error', (error) => {
    report(core, error);
  });
  socket.on('message', (message, sender) => {
    const answer = tryAnswer(core, lineOf, message, sender.address, true);
    // A sender that has gone away meanwhile is no trouble of ours.
    if (answer !== null) socket.send(answer, sender.port, sender.address, () => undefined);
  });
  return socket;
}

function serveConnection(core: Core, lineOf: LineChooser, connection: Socket, all: Set<Socket>): void {
  all.add(connection);
  let rest: Buffer = Buffer.alloc(0);
  connection.setTimeout(IDLE_TCP_MS, () => connection.destroy());
  connection.on('close', () => all.delete(connection));
  connection.on('error', () => connection.destroy());
  connection.on('data', (data: Buffer) => {
    const frames = splitFrames(Buffer.concat([rest, data]));
    rest = frames.rest;
    for (const message of frames.messages) {
      const answer = tryAnswer(core, lineOf, message, connection.remoteAddress ?? '', false);
      if (answer === null) {
        connection.destroy();
        return;
      }
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      connection.write(Buffer.concat([length, answer]));
    }
  });
}

/** A fault in answering must not end the sandbox: anybody can send it bytes. */
function tryAnswer(
  core: Core,
  lineOf: LineChooser,
  message: Buffer,
  address: string,
  isUdp: boolean,
): Buffer | null {
  try {
    return answerMessage(core, lineOf, message, { address, isUdp });
  } catch (error) {
    report(core, error);
    return null;
  }
}

function report(core: Core, error: unknown): void {
  core.log.warn(
    'sandbox-dns-failed',
    text('A DNS query could not be answered.', '有一个 DNS 查询未能应答。'),
    { error: String(error) },
  );
}

async function closeBoth(udp: UdpSocket, tcp: Server, connections: ReadonlySet<Socket>): Promise<void> {
  await new Promise<void>((resolve) => {
    udp.close(() => {
      resolve();
    });
  });
  await closeTcp(tcp, connections);
}

async function closeTcp(tcp: Server, connections: ReadonlySet<Socket>): Promise<void> {
  await new Promise<void>((resolve) => {
    tcp.close(() => {
      resolve();
    });
    for (const connection of connections) connection.destroy();
  });
}
