import type { SandboxRecord } from './record.ts';

/** One resource record of an answer, without the trappings of the wire. Names have no final dot. */
export type DnsRecord = { readonly name: string; readonly ttl: number } & DnsData;

export type DnsData =
  | { readonly type: 'A' | 'AAAA' | 'CNAME' | 'NS' | 'TXT'; readonly data: string }
  | { readonly type: 'MX'; readonly data: { readonly preference: number; readonly exchange: string } }
  | {
      readonly type: 'SRV';
      readonly data: {
        readonly priority: number;
        readonly weight: number;
        readonly port: number;
        readonly target: string;
      };
    }
  | {
      readonly type: 'CAA';
      readonly data: {
        readonly flags: number;
        readonly tag: 'issue' | 'issuewild' | 'iodef';
        readonly value: string;
      };
    }
  | { readonly type: 'SOA'; readonly data: SoaFacts };

export interface SoaFacts {
  readonly mname: string;
  readonly rname: string;
  readonly serial: number;
  /** Seconds, as the three that follow. */
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

/**
 * What a record answers with under `name` (which differs from its own for wildcards). null: nothing. URL
 * forwards lead to a web server of the provider's, which the sandbox does not have, and the values of HTTPS,
 * SVCB and ALIAS are kept unread.
 */
export function dnsRecord(record: SandboxRecord, name: string): DnsRecord | null {
  const { ttl, value } = record;
  switch (record.type) {
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
    case 'TXT':
      return { name, ttl, type: record.type, data: value };
    case 'MX':
      return { name, ttl, type: 'MX', data: { preference: record.priority ?? 10, exchange: value } };
    case 'SRV': {
      const [priority = 0, weight = 0, port = 0] = value.split(' ').slice(0, 3).map(Number);
      const target = (value.split(' ')[3] ?? '').replace(/\.$/, '');
      return { name, ttl, type: 'SRV', data: { priority, weight, port, target } };
    }
    case 'CAA': {
      const [flags = '0', tag = '', quoted = ''] = value.split(' ');
      if (tag !== 'issue' && tag !== 'issuewild' && tag !== 'iodef') return null;
      const issuer = quoted.replaceAll('"', '');
      return { name, ttl, type: 'CAA', data: { flags: Number(flags), tag, value: issuer } };
    }
    default:
      return null;
  }
}
