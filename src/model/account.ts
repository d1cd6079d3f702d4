import type { Secret } from './secret.ts';

/** Credentials at a DNS provider. One account per provider name, as in the Go program. */
export interface Account {
  /** e.g. `Ali` */
  readonly provider: string;
  readonly keyId: string;
  readonly keySecret: Secret;
}
