import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { decode, encode, type DecodedPacket, type Packet, type PacketOpt } from 'dns-packet';
import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';

/**
 * Answers: what does a visitor from such a network get when it asks a name server for a name? One query over
 * UDP with EDNS client subnet, which the resolver of `node:dns` cannot send.
 */
export interface VisitorQuestion {
  readonly host: string;
  readonly port: number;
  /** `www.example.test` */
  readonly name: string;
  /** `A` unless set. */
  readonly type?: 'A' | 'AAAA';
  /** Where the visitor is: `198.51.100.0/24`. */
  readonly subnet: string;
  /** 2 s unless set. */
  readonly timeoutMs?: number;
}

export interface VisitorAnswer {
  /** `NOERROR`, `NXDOMAIN`, … */
  readonly rcode: string;
  /** In the order of the answer. */
  readonly addresses: readonly string[];
  /** Seconds that a resolver may keep it; null: nothing to keep. */
  readonly ttl: number | null;
}

const TIMEOUT_MS = 2_000;
const PAYLOAD_BYTES = 1_232;
const CLIENT_SUBNET = 8;
const HIGHEST_ID = 0xffff;
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

let lastId = 0;

/** Rejects with an AppError `unavailable` when no readable answer comes in time. */
export async function askAsVisitor(question: VisitorQuestion): Promise<VisitorAnswer> {
  const { host, port, name, type = 'A', timeoutMs = TIMEOUT_MS } = question;
  lastId = (lastId % HIGHEST_ID) + 1;
  const id = lastId;
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  let timer: NodeJS.Timeout | undefined;
  try {
    const packet = await new Promise<DecodedPacket>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error('no answer in time'));
      }, timeoutMs);
      socket.once('error', reject);
      socket.on('message', (message) => {
        const answer = tryDecode(message);
        // A late answer to somebody else's question is no answer to this one.
        if (answer?.id === id) resolve(answer);
      });
      socket.send(encode(queryOf(question, id)), port, host);
    });
    return readAnswer(packet, type);
  } catch (cause) {
    throw new AppError(
      'unavailable',
      text(
        `The name server ${host}, port ${port}, gives no answer for ${name}.`,
        `域名服务器 ${host}（端口 ${port}）没有应答 ${name} 的查询。`,
      ),
      { cause },
    );
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}

function queryOf({ name, type = 'A', subnet }: VisitorQuestion, id: number): Packet {
  const [ip = '', prefix = ''] = subnet.split('/');
  const option: PacketOpt = {
    code: CLIENT_SUBNET,
    family: isIPv6(ip) ? 2 : 1,
    sourcePrefixLength: Number(prefix),
    scopePrefixLength: 0,
    ip,
  };
  return {
    type: 'query',
    id,
    flags: 0,
    questions: [{ type, name }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: PAYLOAD_BYTES,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [option],
      },
    ],
  };
}

function tryDecode(message: Buffer): DecodedPacket | null {
  try {
    return decode(message);
  } catch {
    return null;
  }
}

function readAnswer(packet: DecodedPacket, type: 'A' | 'AAAA'): VisitorAnswer {
  const code = (packet.flags ?? 0) & 0xf;
  const records = (packet.answers ?? []).flatMap((answer) =>
    answer.type === type ? [{ data: answer.data, ttl: answer.ttl ?? 0 }] : [],
  );
  return {
    rcode: RCODES[code] ?? String(code),
    addresses: records.map(({ data }) => data),
    ttl: records.length === 0 ? null : Math.min(...records.map(({ ttl }) => ttl)),
  };
}
