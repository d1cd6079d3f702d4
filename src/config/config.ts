import type { Family } from '../model/family.ts';
import type { Role } from '../model/node.ts';
import type { Secret } from '../model/secret.ts';
import type { Timers } from '../model/timers.ts';

/** One node's own settings after file, environment and defaults have been put together and checked. */
export interface Config {
  /** Where the settings came from: a path, or null for embedded defaults. */
  readonly path: string | null;
  /** Folder for SQLite files and other state. */
  readonly dataFolder: string;

  readonly apiPort: number;
  /** Address to listen on: `127.0.0.1` on embedded defaults, `::` (all) otherwise. */
  readonly listenHost: string;
  readonly nodeName: string;
  readonly nodeCode: string;
  readonly nodeAddress: string;
  readonly role: Role;
  /** null: generate one at first start and keep it in the store. */
  readonly secret: Secret | null;
  readonly isBehindReverseProxy: boolean;
  /** null: not set in the file; the cluster's value counts (10 at first). */
  readonly timeoutMinutes: number | null;

  readonly database: { readonly type: string; readonly dsn: Secret };

  readonly profile: 'normal' | 'fast' | 'calm' | 'large';
  readonly timers: Timers;

  /** Per family the sources to ask, in order. An empty list: this family is not used. */
  readonly addressSources: Readonly<Record<Family, readonly AddressSourceConfig[]>>;
  /** Accept private and loopback addresses as own addresses (sandbox only). */
  readonly allowPrivateAddresses: boolean;

  readonly aliyun: {
    /** Base URL of the API, `https://alidns.aliyuncs.com` unless set. */
    readonly endpoint: string;
    /** From ALIBABA_CLOUD_ACCESS_KEY_ID / _SECRET; used before the cluster's account. */
    readonly keyId: string | null;
    readonly keySecret: Secret | null;
  };

  /** No provider writes at all. */
  readonly isDryRun: boolean;
  /** Drain on a regular stop. */
  readonly drainOnStop: boolean;
  /** Tell the peers when this process has crashed. */
  readonly hasExitNote: boolean;
  /** Stop all moves while this file exists; null: no such file is looked for. */
  readonly freezeFile: string | null;
  /** Accept pushes without versions although versioned ones were stored before. */
  readonly allowLegacyLeader: boolean;

  readonly log: { readonly level: LogLevel; readonly format: 'pretty' | 'json' };

  /** Embedded sandbox in place of a DNS account; null: none. */
  readonly sandbox: { readonly apiPort: number; readonly dnsPort: number } | null;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type AddressSourceConfig =
  | { readonly kind: 'fixed'; readonly address: string }
  | { readonly kind: 'interface'; readonly name: string }
  /** Asked together; two of them must agree. */
  | { readonly kind: 'http'; readonly urls: readonly string[] }
  /** Program and arguments; the first line of its output is the address. */
  | { readonly kind: 'command'; readonly command: readonly string[] };
