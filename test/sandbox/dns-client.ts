import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { decode, encode, type DecodedPacket, type Packet } from 'dns-packet';

const TIMEOUT_MS = 2_000;

export interface Ask {
  readonly name: string;
  readonly type?: string;
  /** `198.51.100.0/24`: sent as EDNS client subnet. */
  readonly subnet?: string;
  /** Advertised over EDNS; left out: no EDNS unless there is a subnet. */
  readonly payloadSize?: number;
}

export function queryOf({ name, type = 'A', subnet, payloadSize }: Ask): Buffer {
  const [ip = '', prefix = ''] = subnet?.split('/') ?? [];
  const ecs = { code: 8, family: ip.includes(':') ? 2 : 1, sourcePrefixLength: Number(prefix), ip };
  const opt = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: payloadSize ?? 1_232,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: subnet === undefined ? [] : [ecs],
  };
  const packet = {
    type: 'query',
    id: 4_711,
    flags: 0,
    questions: [{ name, type }],
    additionals: subnet === undefined && payloadSize === undefined ? [] : [opt],
  };
  return encode(packet as unknown as Packet);
}

/** One datagram out; the answer, or null when none comes within `waitMs`. */
export async function sendUdp(port: number, message: Buffer, waitMs = TIMEOUT_MS): Promise<Buffer | null> {
  const socket = createSocket('udp4');
  try {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        resolve(null);
      }, waitMs);
      socket.once('error', reject);
      socket.once('message', (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      socket.send(message, port, '127.0.0.1');
    });
  } finally {
    socket.close();
  }
}

/** Several messages over one TCP connection, split at awkward places; as many answers. */
export async function sendTcp(port: number, messages: readonly Buffer[]): Promise<readonly DecodedPacket[]> {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no answer over TCP')));
  const framed = Buffer.concat(
    messages.flatMap((message) => [Buffer.from([message.length >> 8, message.length & 0xff]), message]),
  );
  socket.write(framed.subarray(0, 1));
  setImmediate(() => socket.write(framed.subarray(1)));
  const answers: DecodedPacket[] = [];
  let rest: Buffer = Buffer.alloc(0);
  for await (const data of socket) {
    rest = Buffer.concat([rest, data as Buffer]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const length = rest.readUInt16BE(0);
      answers.push(decode(rest.subarray(2, 2 + length)));
      rest = rest.subarray(2 + length);
    }
    if (answers.length === messages.length) break;
  }
  socket.destroy();
  return answers;
}

export async function ask(port: number, question: Ask): Promise<DecodedPacket> {
  const answer = await sendUdp(port, queryOf(question));
  if (answer === null) throw new Error(`no answer to ${question.name}`);
  return decode(answer);
}

/** `NOERROR 192.0.2.1 192.0.2.2`: code and data, in order of text. */
export function summary(packet: DecodedPacket): string {
  const codes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
  const code = codes[(packet.flags ?? 0) & 0xf] ?? '?';
  const data = (packet.answers ?? []).map((answer) => ('data' in answer ? flat(answer.data) : ''));
  return [code, ...data.sort()].join(' ');
}

function flat(data: unknown): string {
  if (typeof data === 'string') return data;
  if (Array.isArray(data)) return data.map((part) => (part as Buffer).toString('utf8')).join('');
  return JSON.stringify(data);
}
