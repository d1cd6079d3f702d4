import {
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
  type Answer,
  type DecodedPacket,
  type OptAnswer,
  type Packet,
  type PacketOpt,
  type Question,
} from 'dns-packet';
import type { DnsRecord } from '../dns-data.ts';

/** Reads and writes DNS messages; knows the wire, and nothing about zones. */
export interface Query {
  readonly id: number;
  /** 0 is a query. */
  readonly opcode: number;
  readonly isRecursionDesired: boolean;
  /** As sent, letter case included; it goes back the same. */
  readonly questions: readonly Question[];
  readonly edns: Edns | null;
}

export interface Edns {
  readonly version: number;
  /** Longest answer the sender takes over UDP, in bytes. */
  readonly payloadSize: number;
  readonly subnet: ClientSubnet | null;
}

export interface ClientSubnet {
  readonly family: 1 | 2;
  readonly prefix: number;
  readonly address: string;
}

/** `malformed` has a header that can be answered; `ignore` has not, or is no query. */
export type Reading =
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'malformed'; readonly id: number }
  | { readonly kind: 'ignore' };

export interface Reply {
  /** NOERROR 0, FORMERR 1, NXDOMAIN 3, NOTIMP 4, REFUSED 5, BADVERS 16. */
  readonly rcode: number;
  readonly isAuthoritative: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  /** Scope to tell a sender of a client subnet. */
  readonly scopePrefix: number;
}

export const RCODE = { NOERROR: 0, FORMERR: 1, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, BADVERS: 16 } as const;

const HEADER_BYTES = 12;
const PLAIN_UDP_BYTES = 512;
/** The size that passes nearly everywhere in one piece. */
const LARGEST_UDP_BYTES = 1_232;
const MAX_TXT_CHUNK = 255;
const CLIENT_SUBNET = 8;

export function readQuery(message: Buffer): Reading {
  const isQuery = message.length >= HEADER_BYTES && (message.readUInt8(2) & 0x80) === 0;
  if (!isQuery) return { kind: 'ignore' };
  try {
    const packet = decode(message);
    const edns = readEdns(packet);
    const query: Query = {
      id: packet.id ?? 0,
      opcode: ((packet.flags ?? 0) >> 11) & 0xf,
      isRecursionDesired: packet.flag_rd,
      questions: packet.questions ?? [],
      edns,
    };
    return { kind: 'query', query };
  } catch {
    return { kind: 'malformed', id: message.readUInt16BE(0) };
  }
}

/** The answer's bytes. Over UDP, one that is too large is sent empty with the TC flag. */
export function writeReply(query: Query, reply: Reply, isUdp: boolean): Buffer {
  const full = encode(toPacket(query, reply, false));
  if (!isUdp || full.length <= udpLimit(query)) return full;
  return encode(toPacket(query, { ...reply, answers: [], authorities: [] }, true));
}

/** For a message of which only the id could be read. */
export function writeFormatError(id: number): Buffer {
  return encode({ type: 'response', id, flags: RCODE.FORMERR });
}

function udpLimit(query: Query): number {
  const offered = query.edns?.payloadSize ?? PLAIN_UDP_BYTES;
  return Math.min(LARGEST_UDP_BYTES, Math.max(PLAIN_UDP_BYTES, offered));
}

function toPacket(query: Query, reply: Reply, isTruncated: boolean): Packet {
  const flags =
    (query.opcode << 11) |
    (reply.isAuthoritative ? AUTHORITATIVE_ANSWER : 0) |
    (isTruncated ? TRUNCATED_RESPONSE : 0) |
    (query.isRecursionDesired ? RECURSION_DESIRED : 0) |
    (reply.rcode & 0xf);
  return {
    type: 'response',
    id: query.id,
    flags,
    questions: [...query.questions],
    answers: reply.answers.map(toAnswer),
    authorities: reply.authorities.map(toAnswer),
    additionals: query.edns === null ? [] : [toOpt(query.edns, reply)],
  };
}

function toAnswer(record: DnsRecord): Answer {
  switch (record.type) {
    case 'TXT':
      return { name: record.name, ttl: record.ttl, type: 'TXT', data: chunks(record.data) };
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
      return { name: record.name, ttl: record.ttl, type: record.type, data: record.data };
    case 'MX':
    case 'SRV':
    case 'CAA':
    case 'SOA':
      return record;
  }
}

function chunks(value: string): Buffer[] {
  const bytes = Buffer.from(value, 'utf8');
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += MAX_TXT_CHUNK) parts.push(bytes.subarray(at, at + MAX_TXT_CHUNK));
  return parts;
}

function toOpt(edns: Edns, reply: Reply): OptAnswer {
  const { subnet } = edns;
  const echo: PacketOpt[] = [];
  if (subnet !== null) {
    echo.push({
      code: CLIENT_SUBNET,
      family: subnet.family,
      sourcePrefixLength: subnet.prefix,
      scopePrefixLength: reply.scopePrefix,
      ip: subnet.address,
    });
  }
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: LARGEST_UDP_BYTES,
    extendedRcode: reply.rcode >> 4,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: echo,
  };
}

function readEdns(packet: DecodedPacket): Edns | null {
  const opts = (packet.additionals ?? []).filter((record) => record.type === 'OPT');
  if (opts.length > 1) throw new Error('more than one OPT');
  const [opt] = opts;
  if (opt === undefined) return null;
  const { ednsVersion: version, udpPayloadSize: payloadSize } = opt;
  return { version, payloadSize, subnet: readSubnet(opt) };
}

function readSubnet(opt: OptAnswer): ClientSubnet | null {
  for (const option of opt.options) {
    if (option.code !== CLIENT_SUBNET) continue;
    const { family, sourcePrefixLength: prefix = 0, ip } = option;
    if (family !== 1 && family !== 2) throw new Error('unknown address family');
    if (prefix > (family === 1 ? 32 : 128) || ip === undefined) throw new Error('bad client subnet');
    const length = option.data?.length ?? 0;
    if (length !== 4 + Math.ceil(prefix / 8)) throw new Error('bad length of client subnet');
    return { family, prefix, address: ip };
  }
  return null;
}
